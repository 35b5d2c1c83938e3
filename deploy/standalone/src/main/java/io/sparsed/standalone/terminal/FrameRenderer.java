package io.sparsed.standalone.terminal;

import io.sparsed.client.AttentionMode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.WCWidth;

/** Renders a frame as lines of a terminal. Pure functions. */
final class FrameRenderer {
  private static final AttributedStyle FRESH =
      AttributedStyle.DEFAULT.bold().foreground(AttributedStyle.GREEN);
  private static final AttributedStyle MASKED = AttributedStyle.DEFAULT.faint();
  private static final int BAR_CELLS = 20;

  private FrameRenderer() {}

  /**
   * Returns a status line and the lines of the canvas.
   *
   * @param columns width of the terminal; every line is narrower by at least one, so that none
   *     wraps
   * @param rows height of the terminal; a taller canvas is cut to the lines around the first mask
   */
  static List<AttributedString> render(Frame frame, int columns, int rows) {
    int width = Math.max(1, columns - 1);
    List<AttributedString> canvas = wrap(frame, width);
    int visible = Math.max(1, rows - 2);
    int from =
        Math.clamp(firstMasked(canvas) - visible / 2, 0, Math.max(0, canvas.size() - visible));
    List<AttributedString> lines = new ArrayList<>();
    lines.add(status(frame).columnSubSequence(0, width));
    lines.addAll(canvas.subList(from, Math.min(canvas.size(), from + visible)));
    return lines;
  }

  private static AttributedString status(Frame frame) {
    int done =
        frame.genLength() == 0
            ? 0
            : (int) ((long) frame.committed() * BAR_CELLS / frame.genLength());
    return new AttributedStringBuilder()
        .append("%d/%d tokens ".formatted(frame.committed(), frame.genLength()))
        .append("\u2501".repeat(done), AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN))
        .append("\u254c".repeat(BAR_CELLS - done), MASKED)
        .append(" " + name(frame.attention()), color(frame.attention()))
        .append(frame.reused() ? ", reuse" : "")
        .append(
            String.format(
                Locale.ROOT,
                " \u00b7 step %d of at most %d \u00b7 %.1f s",
                frame.step(),
                frame.maxSteps(),
                frame.elapsed().toMillis() / 1000.0))
        .toAttributedString();
  }

  private static String name(AttentionMode attention) {
    return switch (attention) {
      case DENSE -> "dense";
      case DENSE_AND_SELECT -> "dense, selecting";
      case SPARSE -> "sparse";
      case UNKNOWN -> "";
    };
  }

  private static AttributedStyle color(AttentionMode attention) {
    return switch (attention) {
      case DENSE, UNKNOWN -> AttributedStyle.DEFAULT;
      case DENSE_AND_SELECT -> AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW);
      case SPARSE -> AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
    };
  }

  private static List<AttributedString> wrap(Frame frame, int width) {
    List<AttributedString> lines = new ArrayList<>();
    AttributedStringBuilder line = new AttributedStringBuilder();
    int used = 0;
    String text = frame.text();
    for (int i = 0; i < text.length(); ) {
      int index = i;
      i += Character.charCount(text.codePointAt(index));
      int character = text.charAt(index) == '\t' ? ' ' : text.codePointAt(index);
      int cells = Printable.isControl(character) ? 1 : Math.max(0, WCWidth.wcwidth(character));
      if (character == '\n' || used + cells > width) {
        lines.add(line.toAttributedString());
        line = new AttributedStringBuilder();
        used = 0;
      }
      if (character != '\n') {
        line.append(Printable.of(character), style(character, index, frame.fresh()));
        used += cells;
      }
    }
    lines.add(line.toAttributedString());
    return lines;
  }

  private static AttributedStyle style(int character, int index, BitSet fresh) {
    if (character == Frame.MASK) {
      return MASKED;
    }
    return fresh.get(index) ? FRESH : AttributedStyle.DEFAULT;
  }

  private static int firstMasked(List<AttributedString> canvas) {
    for (int i = 0; i < canvas.size(); i++) {
      if (canvas.get(i).toString().indexOf(Frame.MASK) >= 0) {
        return i;
      }
    }
    return canvas.size() - 1;
  }
}
