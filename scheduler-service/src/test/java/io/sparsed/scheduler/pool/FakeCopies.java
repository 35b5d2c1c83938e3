package io.sparsed.scheduler.pool;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A FakeCopies is an artifact that some workers hold; it records where copies were sent. */
final class FakeCopies implements ArtifactCopies {

  private final long bytes;
  private final Set<String> holders;
  private final List<String> copied = new CopyOnWriteArrayList<>();

  FakeCopies(long bytes, String... holders) {
    this.bytes = bytes;
    this.holders = Set.of(holders);
  }

  List<String> copied() {
    return List.copyOf(copied);
  }

  @Override
  public boolean isAt(Worker worker) {
    return holders.contains(worker.address());
  }

  @Override
  public boolean canBeSent() {
    return true;
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public StepCost originCost() {
    return StepCost.NOTHING;
  }

  @Override
  public void copyTo(Worker worker) {
    copied.add(worker.address());
  }
}
