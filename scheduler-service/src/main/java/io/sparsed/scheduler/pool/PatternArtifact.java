package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternCache;
import io.sparsed.scheduler.pattern.PatternSpec;
import java.util.Optional;

/**
 * A PatternArtifact is the kind of artifact that holds a pattern, which moves through the pattern
 * cache. It is small: its memory on workers is not counted.
 *
 * @param id id of the pattern
 * @param expected shape and rows that the pattern must have
 * @param cache cache in which the scheduler keeps patterns
 */
record PatternArtifact(String id, PatternSpec expected, PatternCache cache)
    implements ArtifactKind, ArtifactKind.Transfer {

  @Override
  public ArtifactType type() {
    return ArtifactType.PATTERN;
  }

  @Override
  public long bytes() {
    return expected.shape().bytes();
  }

  @Override
  public void checkMade(Worker worker, ForwardResult result) {
    if (!result.pattern().equals(Optional.of(expected.shape()))) {
      throw new WorkerException(
          WorkerException.Kind.FAULT,
          worker.address() + " took " + result.pattern() + " instead of " + expected.shape(),
          null);
    }
  }

  @Override
  public Optional<Transfer> transfer() {
    return Optional.of(this);
  }

  @Override
  public boolean canBeKept() {
    return cache.accepts(expected.shape());
  }

  @Override
  public void fetch(Worker worker) {
    cache.put(worker.getPattern(id, expected));
  }

  @Override
  public boolean isKept() {
    return cache.get(id).isPresent();
  }

  @Override
  public boolean send(Worker worker) {
    Optional<Pattern> kept = cache.get(id);
    kept.ifPresent(worker::putPattern);
    return kept.isPresent();
  }

  @Override
  public void forget() {
    cache.remove(id);
  }
}
