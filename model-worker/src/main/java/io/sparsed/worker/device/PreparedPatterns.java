package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionKernels.PreparedPattern;
import io.sparsed.worker.attention.Pattern;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The PreparedPatterns are the patterns of the store that were used, ready on each device with its
 * heads. Owned by the device thread.
 */
final class PreparedPatterns implements AutoCloseable {
  private final Replicas replicas;
  private final PatternStore store;
  private final IdentityHashMap<Pattern, List<PreparedPattern>> prepared = new IdentityHashMap<>();

  PreparedPatterns(Replicas replicas, PatternStore store) {
    this.replicas = replicas;
    this.store = store;
  }

  /** Returns the pattern ready for use on each device; it is prepared when it is first used. */
  List<PreparedPattern> get(Pattern pattern) {
    var held = prepared.get(pattern);
    if (held != null) {
      return held;
    }
    var made =
        replicas.each(
            each -> each.kernels().prepare(pattern.part(each.device(), replicas.count())));
    prepared.put(pattern, made);
    return made;
  }

  /** Frees the device memory of patterns that the store no longer holds. */
  void purge() {
    prepared
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !store.holds(entry.getKey());
              if (gone) {
                entry.getValue().forEach(PreparedPattern::close);
              }
              return gone;
            });
  }

  @Override
  public void close() {
    prepared.values().forEach(each -> each.forEach(PreparedPattern::close));
    prepared.clear();
  }
}
