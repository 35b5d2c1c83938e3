package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.proposal.PredictionRow;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests after which forwards memory of the host is given back. */
class TrimScheduleTest {
  private static final AttentionDirective DENSE = new AttentionDirective.Dense();
  private static final int LENGTH = 8192;

  /** A request of a long canvas whose reuse steps compute 32 rows. */
  private static final ReuseForwards REQUEST =
      new ReuseForwards(
          ReuseForwards.canvas(LENGTH, LENGTH - 32),
          LENGTH - 32,
          new RowRange(LENGTH - 32, 32),
          PredictionRow.SAME,
          Forwards.greedy(0, 999, false));

  private static TrimSchedule trimmed(boolean isOnGpu) {
    var schedule = new TrimSchedule(isOnGpu);
    schedule.trimmed();
    return schedule;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void isDue_afterLoading_once(boolean isOnGpu) {
    assertThat(new TrimSchedule(isOnGpu).isDue()).isTrue();
    assertThat(trimmed(isOnGpu).isDue()).isFalse();
  }

  @Test
  void isDue_reuseStepsOfALongCanvas_countTheirRows() {
    var schedule = trimmed(false);
    var step = REQUEST.reuse("kept", DENSE);
    IntStream.range(0, 127).forEach(_ -> schedule.ran(step));
    assertThat(schedule.isDue()).isFalse();
    schedule.ran(step);
    assertThat(schedule.isDue()).isTrue();
  }

  @Test
  void isDue_wholeCanvas_onACpuOnly() {
    var onCpu = trimmed(false);
    onCpu.ran(REQUEST.plain(DENSE));
    assertThat(onCpu.isDue()).isTrue();
    var onGpu = trimmed(true);
    onGpu.ran(REQUEST.plain(DENSE));
    assertThat(onGpu.isDue()).isFalse();
  }
}
