package io.sparsed.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.client.Event;
import io.sparsed.client.WireClient;
import io.sparsed.v1.AttentionMode;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.Progress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FrameTrackerTest {
  private static final int MASK = 500;

  @Test
  void after_noTokenizer_showsPositions() {
    FrameTracker tracker = new FrameTracker(4, MASK);

    Frame first = tracker.after(progress(0, commits(2, 7)), Duration.ZERO);
    Frame second = tracker.after(progress(1, commits(0, MASK, 1, 9)), Duration.ZERO);

    assertThat(first.text()).isEqualTo("\u2591\u2591\u2588\u2591");
    assertThat(second.text())
        .describedAs("a committed mask token stays masked")
        .isEqualTo("\u2591\u2588\u2588\u2591");
  }

  @Test
  void after_textSnapshot_isShownWithWhatIsNew() {
    FrameTracker tracker = new FrameTracker(3, MASK);

    Frame frame =
        tracker.after(progress(0, commits(0, 1).setText("hi\u2591\u2591")), Duration.ofSeconds(2));

    assertThat(frame.text()).isEqualTo("hi\u2591\u2591");
    assertThat(frame.fresh().stream()).containsExactly(0, 1);
    assertThat(frame.step()).isEqualTo(1);
    assertThat(frame.reused()).isTrue();
    assertThat(frame.elapsed()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void after_generationGrew_addsItsPositions() {
    FrameTracker tracker = new FrameTracker(1, MASK);

    Frame frame = tracker.after(progress(0, commits(0, 7)), Duration.ZERO);

    assertThat(frame.text()).isEqualTo("\u2588\u2591");
    assertThat(frame.committed()).isEqualTo(1);
    assertThat(frame.genLength()).isEqualTo(2);
  }

  /**
   * @param pairs positions and their tokens
   */
  private static Progress.Builder commits(int... pairs) {
    Progress.Builder progress = Progress.newBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      progress.addPositions(pairs[i]).addTokenIds(pairs[i + 1]);
    }
    return progress;
  }

  private static Event.Progress progress(int step, Progress.Builder progress) {
    progress.setStep(step).setSteps(2).setReused(true).setMasked(1);
    progress.setAttention(AttentionMode.ATTENTION_MODE_DENSE);
    Event event =
        WireClient.event(GenerateResponse.newBuilder().setProgress(progress).build()).orElseThrow();
    return (Event.Progress) event;
  }
}
