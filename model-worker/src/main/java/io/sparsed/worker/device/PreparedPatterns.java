package io.sparsed.worker.device;

import io.sparsed.worker.attention.AttentionKernels;
import io.sparsed.worker.attention.AttentionKernels.PreparedPattern;
import io.sparsed.worker.attention.Pattern;
import java.util.IdentityHashMap;

/** The patterns of the store that were used, ready on the device. Owned by the device thread. */
final class PreparedPatterns implements AutoCloseable {
  private final AttentionKernels kernels;
  private final PatternStore store;
  private final IdentityHashMap<Pattern, PreparedPattern> prepared = new IdentityHashMap<>();

  PreparedPatterns(AttentionKernels kernels, PatternStore store) {
    this.kernels = kernels;
    this.store = store;
  }

  /** Returns the pattern ready for use, which is prepared when it is first used. */
  PreparedPattern get(Pattern pattern) {
    return prepared.computeIfAbsent(pattern, kernels::prepare);
  }

  /** Frees the device memory of patterns that the store no longer holds. */
  void purge() {
    prepared
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !store.holds(entry.getKey());
              if (gone) {
                entry.getValue().close();
              }
              return gone;
            });
  }

  @Override
  public void close() {
    prepared.values().forEach(PreparedPattern::close);
    prepared.clear();
  }
}
