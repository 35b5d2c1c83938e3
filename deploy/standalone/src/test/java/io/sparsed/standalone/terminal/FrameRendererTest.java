package io.sparsed.standalone.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.client.AttentionMode;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameRendererTest {
  @Test
  void render_escapeSequenceInText_neverReachesTheTerminal() {
    List<AttributedString> lines =
        FrameRenderer.render(frame("a\u001b[2Jb\u0007\u009bc", 0), 80, 24);

    assertThat(plain(lines.get(1))).isEqualTo("a\ufffd[2Jb\ufffd\ufffdc");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 40, 80})
  void render_anyWidth_noLineWraps(int columns) {
    Frame frame =
        frame("one two \u4f60\u597d \ud83d\ude00 three\nfour \u2591\u2591\u2591 ".repeat(5), 0);

    assertThat(FrameRenderer.render(frame, columns, 100))
        .allSatisfy(
            line -> assertThat(line.columnLength()).isLessThanOrEqualTo(Math.max(2, columns - 1)));
  }

  @Test
  void render_wideCharacterAtTheEdge_startsTheNextLine() {
    List<AttributedString> lines = FrameRenderer.render(frame("ab\u4f60c", 0), 4, 24);

    assertThat(lines.subList(1, lines.size()))
        .map(FrameRendererTest::plain)
        .containsExactly("ab", "\u4f60c");
  }

  @Test
  void render_canvasTallerThanTheTerminal_showsWhereItIsMasked() {
    String text = "done\n".repeat(50) + "\u2591\u2591\n" + "later\n".repeat(50);

    List<AttributedString> lines = FrameRenderer.render(frame(text, 0), 80, 12);

    assertThat(lines).hasSizeLessThanOrEqualTo(11);
    assertThat(lines).map(FrameRendererTest::plain).contains("\u2591\u2591", "done", "later");
  }

  @Test
  void render_statusLine_saysStepAttentionAndTokens() {
    String status = plain(FrameRenderer.render(frame("x\u2591", 0), 80, 24).getFirst());

    assertThat(status).contains("step 37 of at most 128", "sparse, reuse", "1/2 tokens", "1.5 s");
  }

  @Test
  void render_fewerStepsThanThereCanBe_measuresProgressByTokens() {
    Frame done =
        new Frame(
            3, 128, AttentionMode.DENSE, false, 2, 2, Duration.ofMillis(100), "xy", new BitSet());

    AttributedString status = FrameRenderer.render(done, 80, 24).getFirst();

    assertThat(plain(status)).startsWith("2/2 tokens");
    assertThat(status.styleAt(plain(status).lastIndexOf('\u2501')))
        .isEqualTo(AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN));
  }

  @Test
  void render_withoutColors_theBarCanBeRead() {
    String status = plain(FrameRenderer.render(frame("x\u2591", 0), 80, 24).getFirst());

    assertThat(status).contains("\u2501".repeat(10) + "\u254c".repeat(10));
  }

  @Test
  void render_freshAndMasked_areStyled() {
    AttributedString line = FrameRenderer.render(frame("ab\u2591", 1), 80, 24).get(1);

    assertThat(line.styleAt(0)).isEqualTo(AttributedStyle.DEFAULT);
    assertThat(line.styleAt(1))
        .isEqualTo(AttributedStyle.DEFAULT.bold().foreground(AttributedStyle.GREEN));
    assertThat(line.styleAt(2)).isEqualTo(AttributedStyle.DEFAULT.faint());
  }

  private static String plain(AttributedString line) {
    return line.toString();
  }

  private static Frame frame(String text, int freshIndex) {
    BitSet fresh = new BitSet();
    fresh.set(freshIndex);
    return new Frame(
        37, 128, AttentionMode.SPARSE, true, 1, 2, Duration.ofMillis(1500), text, fresh);
  }
}
