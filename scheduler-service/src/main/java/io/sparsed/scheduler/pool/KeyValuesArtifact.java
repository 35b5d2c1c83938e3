package io.sparsed.scheduler.pool;

import java.util.Optional;

/**
 * A KeyValuesArtifact is the kind of artifact that holds the keys and values of a refresh. They are
 * too large to be moved: another worker runs the refresh again.
 *
 * @param request request that they belong to, by identity
 * @param id id of the keys and values
 * @param bytes their size
 */
record KeyValuesArtifact(Object request, String id, long bytes) implements ArtifactKind {

  @Override
  public ArtifactType type() {
    return ArtifactType.KEY_VALUES;
  }

  @Override
  public void checkMade(Worker worker, ForwardResult result) {
    // A worker that cannot keep them refuses the refresh.
  }

  @Override
  public void cameTo(Worker worker) {
    worker.keyValuesRoom().keep(request, id, bytes);
  }

  @Override
  public void wentFrom(Worker worker) {
    worker.keyValuesRoom().drop(request, id);
  }

  @Override
  public Optional<Transfer> transfer() {
    return Optional.empty();
  }
}
