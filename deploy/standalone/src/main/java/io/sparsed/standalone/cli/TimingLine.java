package io.sparsed.standalone.cli;

import io.sparsed.client.Answer;
import io.sparsed.client.Usage;
import java.util.Locale;

/** Sums up the time and the steps of an answer in one line. */
final class TimingLine {
  private TimingLine() {}

  static String of(Answer answer) {
    Usage usage = answer.usage();
    double seconds = answer.timings().total().toNanos() / 1e9;
    int generated = answer.tokenIds().size();
    return String.format(
        Locale.ROOT,
        "%d tokens in %.2f s (%.1f tokens/s), prompt %d tokens, %d steps: %d dense, %d sparse%s",
        generated,
        seconds,
        seconds == 0 ? 0 : generated / seconds,
        usage.promptTokens(),
        usage.denseSteps() + usage.sparseSteps(),
        usage.denseSteps(),
        usage.sparseSteps(),
        usage.reuseSteps() == 0 ? "" : "; %d of them reuse".formatted(usage.reuseSteps()));
  }
}
