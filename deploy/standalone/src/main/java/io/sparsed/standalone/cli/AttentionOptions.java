package io.sparsed.standalone.cli;

import io.sparsed.client.PatternRule;
import io.sparsed.client.ScoreScale;
import io.sparsed.client.SparseOptions;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags of a request's sparse attention. A flag that is not given is not sent. */
final class AttentionOptions {
  /** Flags of the pattern, which dense attention has not. */
  static final String[] OF_PATTERN = {
    "--skip", "--select", "--block-size", "--score-scale", "--pattern-rule"
  };

  @Option(names = "--origin", description = "The original model: dense attention at every step.")
  private boolean origin;

  @Option(
      names = "--skip",
      paramLabel = "SHARE",
      description = "Share of the steps that stay dense. Default: 0.2.")
  private Optional<Double> skip = Optional.empty();

  @Option(
      names = "--select",
      paramLabel = "SHARE",
      description = "Share of the key blocks that each query block keeps. Default: 0.3.")
  private Optional<Double> select = Optional.empty();

  @Option(
      names = {"--block-size", "--block_size"},
      paramLabel = "TOKENS",
      description = "Tokens of a query or key block: 16, 32, 64, 128 or 256. Default: 128.")
  private Optional<Integer> blockSize = Optional.empty();

  @Option(
      names = {"--score-scale", "--score_scale"},
      paramLabel = "SCALE",
      description =
          "Scale of the scores that choose the pattern: reference, head_dim or heads."
              + " Default: reference.")
  private Optional<ScoreScale> scoreScale = Optional.empty();

  @Option(
      names = "--pattern-rule",
      paramLabel = "RULE",
      description =
          "How the pattern is chosen: isolated (SparseD), or for research joint, shared_heads,"
              + " sliding_window, attention_sink or random. Default: isolated.")
  private Optional<PatternRule> patternRule = Optional.empty();

  /** Returns whether attention is dense at every step. */
  boolean isDense() {
    return origin;
  }

  /** Returns the options that were given. */
  SparseOptions toOptions() {
    SparseOptions.Builder options = SparseOptions.builder();
    if (origin) {
      options.origin(true);
    }
    skip.ifPresent(options::skip);
    select.ifPresent(options::select);
    blockSize.ifPresent(options::blockSize);
    scoreScale.ifPresent(options::scoreScale);
    patternRule.ifPresent(options::patternRule);
    return options.build();
  }
}
