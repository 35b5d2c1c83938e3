package io.sparsed.bench.patterns;

import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.SparseOptions;
import io.sparsed.scheduler.diffusion.PatternRule;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.scheduler.diffusion.Sparsity.ScoreScale;
import io.sparsed.scheduler.text.ChatTemplateException;
import io.sparsed.scheduler.text.TextCodec;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.prompt.Needle;
import io.sparsed.standalone.prompt.PromptLength;
import io.sparsed.worker.ModelOptions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The flags of {@code sparsed bench patterns}. */
final class PatternsFlags {
  /** The seed of prompt and sampling, the same in every run. */
  private static final long SEED = 0;

  @Parameters(arity = "0..1", paramLabel = "TEXT", description = "The prompt.")
  private @Nullable String text;

  @Option(
      names = "--prompt",
      description =
          "A prompt made for tests: short_context, or a needle in a haystack of 4k, 8k, 16k, 32k or"
              + " 64k tokens. Default, without TEXT: 4k.")
  private @Nullable String made;

  @Option(names = "--raw", description = "Send the text as it is, without chat template.")
  private boolean raw;

  @Mixin final ModelOptions model = new ModelOptions();

  @Option(names = "--gen-length", description = "Tokens to generate. Default: ${DEFAULT-VALUE}.")
  private int genLength = 64;

  @Option(names = "--steps", description = "Denoising steps. Default: one a token.")
  private @Nullable Integer steps;

  @Option(
      names = "--block-size",
      description =
          "Tokens of a query or key block: 16, 32, 64, 128 or 256. Default: ${DEFAULT-VALUE}.")
  private int blockSize = 32;

  @Option(
      names = "--select",
      description =
          "Share of the key blocks that each query block keeps. Default: ${DEFAULT-VALUE}.")
  private double select = 0.3;

  @Option(
      names = "--skip",
      description =
          "Share of the steps before the one whose pattern SparseD takes. Default: ${DEFAULT-VALUE}.")
  private double skip = 0.2;

  @Option(
      names = "--every",
      description = "Look at one step in so many. Default: what comes to about 32 steps.")
  private int every;

  /** Throws a UsageException if a flag is out of range. */
  void check() {
    if (text != null && made != null) {
      throw new UsageException("give only one of a text and --prompt");
    }
    var _ = promptLength();
    var _ = choice();
  }

  /** Returns the prompt in the model's tokens. */
  TokenizedPrompt prompt(TextCodec codec) throws ChatTemplateException {
    if (text != null) {
      return TokenizedPrompt.of(text, Optional.empty(), codec, raw);
    }
    Needle needle = promptLength().make(part -> codec.encode(part).length, SEED);
    return TokenizedPrompt.of(needle.text(), Optional.of(needle.answer()), codec, raw);
  }

  private PromptLength promptLength() {
    String length = made == null ? PromptLength.TOKENS_4K.flag() : made;
    return UsageException.ifRefused(() -> PromptLength.parse(length));
  }

  DiffusionOptions diffusion() {
    return DiffusionOptions.builder().genLength(genLength).steps(steps()).seed(SEED).build();
  }

  /** Returns options that are dense at every step; the others are checked, as for any request. */
  SparseOptions dense() {
    return SparseOptions.builder()
        .origin(true)
        .skip(skip)
        .select(select)
        .blockSize(blockSize)
        .build();
  }

  /**
   * Returns the sparsity whose patterns are taken.
   *
   * @throws UsageException if an option is out of range
   */
  Sparsity sparsity() {
    return UsageException.ifRefused(
        () ->
            new Sparsity(
                false, skip, select, blockSize, ScoreScale.REFERENCE, PatternRule.ISOLATED));
  }

  /**
   * Returns the steps whose patterns are taken.
   *
   * @throws UsageException if SparseD would take no pattern
   */
  StepChoice choice() {
    return StepChoice.of(steps(), sparsity().skip(), every);
  }

  /** Returns the number of denoising steps. */
  int steps() {
    return steps == null ? genLength : steps;
  }
}
