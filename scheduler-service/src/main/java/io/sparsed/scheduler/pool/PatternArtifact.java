package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternCache;
import io.sparsed.scheduler.pattern.PatternShape;
import java.util.Optional;

/**
 * A PatternArtifact is the kind of artifact that holds a pattern, which is small and moves through
 * the pattern cache.
 *
 * @param id id of the pattern
 * @param shape expected shape of the pattern
 * @param cache cache in which the scheduler keeps patterns
 */
record PatternArtifact(String id, PatternShape shape, PatternCache cache)
    implements ArtifactKind, ArtifactKind.Transfer {

  @Override
  public ArtifactType type() {
    return ArtifactType.PATTERN;
  }

  @Override
  public long bytes() {
    return shape.bytes();
  }

  @Override
  public void checkMade(Worker worker, ForwardResult result) {
    if (!result.pattern().equals(Optional.of(shape))) {
      throw new WorkerException(
          WorkerException.Kind.FAULT,
          worker.address() + " took " + result.pattern() + " instead of " + shape,
          null);
    }
  }

  @Override
  public Optional<Transfer> transfer() {
    return Optional.of(this);
  }

  @Override
  public boolean canBeKept() {
    return cache.accepts(shape);
  }

  @Override
  public void fetch(Worker worker) {
    cache.put(worker.getPattern(id, shape));
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
