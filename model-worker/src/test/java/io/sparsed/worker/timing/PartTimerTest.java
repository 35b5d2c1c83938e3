package io.sparsed.worker.timing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartTimerTest {
  /** A device on which the n-th piece of work takes n seconds. */
  private static final class SlowingDevice implements PartTimer.Marks {
    private int marks;
    private boolean closed;

    @Override
    public void mark() {
      marks++;
    }

    @Override
    public Duration timeToNext(int mark) {
      assertThat(mark + 1).isLessThan(marks);
      return Duration.ofSeconds(mark + 1L);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final List<SlowingDevice> devices = new ArrayList<>();
  private final PartTimer timer =
      new PartTimer(
          () -> {
            devices.add(new SlowingDevice());
            return devices.getLast();
          });

  @Test
  void begin_notStarted_nothingIsMarked() {
    timer.begin(Part.LINEAR);
    assertThat(devices).isEmpty();
    assertThat(timer.stop()).isEmpty();
  }

  @Test
  void stop_partsThatComeAgain_summed() {
    timer.start();
    timer.begin(Part.ELEMENTWISE);
    timer.begin(Part.ATTENTION);
    timer.begin(Part.ELEMENTWISE);
    assertThat(timer.stop())
        .isEqualTo(
            Map.of(
                Part.ELEMENTWISE,
                Duration.ofSeconds(1 + 3),
                Part.ATTENTION,
                Duration.ofSeconds(2)));
    assertThat(devices.getFirst().closed).isTrue();
  }

  @Test
  void start_again_forgetsWhatWas() {
    timer.start();
    timer.begin(Part.LINEAR);
    timer.start();
    timer.begin(Part.PROPOSALS);
    assertThat(timer.stop()).containsOnlyKeys(Part.PROPOSALS);
    assertThat(devices).allMatch(device -> device.closed);
  }
}
