package io.sparsed.standalone.cli;

import io.sparsed.client.ScoreScale;
import io.sparsed.client.SparseOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How attention is made sparse. What is not given is not sent. */
final class SparseFlags {
  @Option(names = "--origin", description = "The original model: dense attention at every step.")
  boolean origin;

  @Option(
      names = "--skip",
      paramLabel = "SHARE",
      description = "Share of the steps that stay dense. Default: 0.2.")
  @Nullable Double skip;

  @Option(
      names = "--select",
      paramLabel = "SHARE",
      description = "Share of the key blocks that each query block keeps. Default: 0.3.")
  @Nullable Double select;

  @Option(
      names = {"--block-size", "--block_size"},
      paramLabel = "TOKENS",
      description = "Tokens of a query or key block: 16, 32, 64, 128 or 256. Default: 128.")
  @Nullable Integer blockSize;

  @Option(
      names = {"--score-scale", "--score_scale"},
      paramLabel = "SCALE",
      description =
          "Scale of the scores that choose the pattern: reference, head_dim or heads."
              + " Default: reference.")
  @Nullable ScoreScale scoreScale;

  SparseOptions toOptions() {
    SparseOptions.Builder options = SparseOptions.builder();
    if (origin) {
      options.origin(true);
    }
    IfGiven.accept(skip, options::skip);
    IfGiven.accept(select, options::select);
    IfGiven.accept(blockSize, options::blockSize);
    IfGiven.accept(scoreScale, options::scoreScale);
    return options.build();
  }
}
