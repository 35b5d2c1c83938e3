package io.sparsed.worker.timing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Times the parts of a forward on its device. A timer that is not started costs nothing. Used by
 * the thread that owns the device.
 */
public final class PartTimer {
  private final Supplier<Marks> device;
  private @Nullable Run run;

  /** Marks moments in a device's work. */
  public interface Marks extends AutoCloseable {
    /** Marks the end of the work given to the device so far; marks are numbered from 0. */
    void mark();

    /** Returns the time from a mark to the next; waits for the device. */
    Duration timeToNext(int mark);

    @Override
    void close();
  }

  private record Run(Marks marks, List<Part> parts) {
    void begin(Part part) {
      marks.mark();
      parts.add(part);
    }
  }

  /**
   * Creates a timer that is not started.
   *
   * @param device supplies new marks on the device's clock
   */
  public PartTimer(Supplier<Marks> device) {
    this.device = device;
  }

  /** Starts the timing anew. */
  public void start() {
    close();
    run = new Run(device.get(), new ArrayList<>());
  }

  /** Assigns the work from now on to a part. */
  public void begin(Part part) {
    if (run != null) {
      run.begin(part);
    }
  }

  /** Stops the timing and returns the time of each part that was begun; waits for the device. */
  public Map<Part, Duration> stop() {
    var times = new EnumMap<Part, Duration>(Part.class);
    if (run != null) {
      run.marks.mark();
      for (int i = 0; i < run.parts.size(); i++) {
        times.merge(run.parts.get(i), run.marks.timeToNext(i), Duration::plus);
      }
    }
    close();
    return times;
  }

  private void close() {
    if (run != null) {
      run.marks.close();
      run = null;
    }
  }
}
