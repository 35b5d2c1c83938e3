package io.sparsed.standalone.cli;

import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.prompt.PromptLength;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The flags of a prompt. */
final class PromptOptions {
  @Parameters(
      arity = "0..1",
      paramLabel = "TEXT",
      description = "The question. - reads it from standard input.")
  Optional<String> text = Optional.empty();

  @Option(
      names = {"--prompt-ids", "--prompt_ids"},
      paramLabel = "ID",
      split = ",",
      description = "The prompt as token ids: 1,2,3.")
  List<Integer> tokenIds = List.of();

  @Option(
      names = "--prompt",
      paramLabel = "LENGTH",
      converter = PromptLengthConverter.class,
      description =
          "A prompt made for tests: short_context, or a needle in a haystack of 4k, 8k, 16k, 32k or"
              + " 64k tokens.")
  Optional<PromptLength> synthetic = Optional.empty();

  @Option(
      names = "--system",
      paramLabel = "TEXT",
      description = "Instructions before the question.")
  Optional<String> system = Optional.empty();

  @Option(
      names = "--tool",
      paramLabel = "JSON",
      description = "A tool that the model may call, as its chat template shows it. Repeatable.")
  List<String> tools = List.of();

  @Option(names = "--raw", description = "Send the text as it is, without chat template.")
  boolean raw;

  @Option(
      names = "--template",
      description =
          "The text has free slots, filled in before the answer: {{8}} is a run of eight tokens."
              + " It is sent without chat template.")
  boolean template;

  /**
   * Throws unless exactly one prompt is given.
   *
   * @throws UsageException if flags contradict each other
   */
  void validate() {
    long given =
        Stream.of(text.isPresent(), !tokenIds.isEmpty(), synthetic.isPresent())
            .filter(isGiven -> isGiven)
            .count();
    if (given == 0) {
      throw new UsageException(
          "nothing is asked: give a text, - for standard input, --prompt-ids or --prompt");
    }
    if (given > 1) {
      throw new UsageException("give only one of a text, --prompt-ids and --prompt");
    }
    if (template && text.isEmpty()) {
      throw new UsageException("--template needs a text with slots such as {{8}}");
    }
    if ((system.isPresent() || !tools.isEmpty()) && (raw || template || !tokenIds.isEmpty())) {
      throw new UsageException(
          "--system and --tool need a chat prompt: leave out --raw, --template and --prompt-ids");
    }
  }
}
