package io.sparsed.worker.timing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Times the parts of a forward on its device. Off until started, and then free. Used by the thread
 * that owns the device.
 */
public final class PartTimer {
  private final Supplier<Marks> device;
  private @Nullable Run run;

  /** Marks moments in a device's work. */
  public interface Marks extends AutoCloseable {
    /** Marks the end of what was given to the device so far; marks are numbered from 0. */
    void mark();

    /** Time from a mark to the next; waits for the device. */
    Duration after(int mark);

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
   * A timer that is off.
   *
   * @param device makes the device's marks
   */
  public PartTimer(Supplier<Marks> device) {
    this.device = device;
  }

  /** Begins to time. */
  public void start() {
    close();
    run = new Run(device.get(), new ArrayList<>());
  }

  /** What follows belongs to a part. */
  public void begin(Part part) {
    if (run != null) {
      run.begin(part);
    }
  }

  /** Ends the timing: the time of each part that was begun. Waits for the device. */
  public Map<Part, Duration> stop() {
    var times = new EnumMap<Part, Duration>(Part.class);
    if (run != null) {
      run.marks.mark();
      for (int i = 0; i < run.parts.size(); i++) {
        times.merge(run.parts.get(i), run.marks.after(i), Duration::plus);
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
