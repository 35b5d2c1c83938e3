package io.sparsed.worker.timing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Marks moments by the host's clock, for a device that works while its caller waits. */
public final class HostMarks implements PartTimer.Marks {
  private final List<Long> nanos = new ArrayList<>();

  @Override
  public void mark() {
    nanos.add(System.nanoTime());
  }

  @Override
  public Duration timeToNext(int mark) {
    return Duration.ofNanos(nanos.get(mark + 1) - nanos.get(mark));
  }

  @Override
  public void close() {
    nanos.clear();
  }
}
