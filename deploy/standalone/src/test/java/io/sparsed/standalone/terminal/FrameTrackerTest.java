package io.sparsed.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.client.AttentionMode;
import io.sparsed.client.Commit;
import io.sparsed.client.Event;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrameTrackerTest {
  private static final int MASK = 500;

  @Test
  void after_noTokenizer_showsPositions() {
    FrameTracker tracker = new FrameTracker(4, MASK);

    Frame first = tracker.after(progress(0, Optional.empty(), new Commit(2, 7)), Duration.ZERO);
    Frame second =
        tracker.after(
            progress(1, Optional.empty(), new Commit(0, MASK), new Commit(1, 9)), Duration.ZERO);

    assertThat(first.text()).isEqualTo("\u2591\u2591\u2588\u2591");
    assertThat(second.text())
        .describedAs("a committed mask token stays masked")
        .isEqualTo("\u2591\u2588\u2588\u2591");
  }

  @Test
  void after_textSnapshot_isShownWithWhatIsNew() {
    FrameTracker tracker = new FrameTracker(3, MASK);

    Frame frame =
        tracker.after(
            progress(0, Optional.of("hi\u2591\u2591"), new Commit(0, 1)), Duration.ofSeconds(2));

    assertThat(frame.text()).isEqualTo("hi\u2591\u2591");
    assertThat(frame.fresh().stream()).containsExactly(0, 1);
    assertThat(frame.step()).isEqualTo(1);
    assertThat(frame.reused()).isTrue();
    assertThat(frame.elapsed()).isEqualTo(Duration.ofSeconds(2));
  }

  private static Event.Progress progress(int step, Optional<String> text, Commit... commits) {
    return new Event.Progress(
        step, 2, 0, AttentionMode.DENSE, true, List.of(commits), 1, text, Duration.ZERO);
  }
}
