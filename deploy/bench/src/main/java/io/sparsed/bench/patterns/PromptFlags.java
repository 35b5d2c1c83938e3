package io.sparsed.bench.patterns;

import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.prompt.PromptLength;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the model is asked, spelled as for {@code generate}. */
final class PromptFlags {
  private static final String STANDARD_INPUT = "-";

  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The question. - reads it from standard input.")
  private @Nullable String text;

  @Option(
      names = "--prompt",
      paramLabel = "LENGTH",
      description =
          "A prompt made for tests: short_context, or a needle in a haystack of 4k, 8k, 16k, 32k or"
              + " 64k tokens. Default, without TEXT: 4k.")
  private @Nullable String made;

  @Option(names = "--raw", description = "Send the text as it is, without chat template.")
  boolean raw;

  /** What to ask, which the model's tokenizer must turn into tokens. */
  AskedText read() throws IOException {
    if (text != null && made != null) {
      throw new UsageException("give only one of a text and --prompt");
    }
    if (text == null) {
      String length = made == null ? PromptLength.TOKENS_4K.flag() : made;
      return new AskedText.Made(UsageException.ifRefused(() -> PromptLength.parse(length)));
    }
    return new AskedText.Given(
        text.equals(STANDARD_INPUT)
            ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
            : text);
  }
}
