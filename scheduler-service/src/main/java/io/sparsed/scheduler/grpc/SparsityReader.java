package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.PatternRule;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.scheduler.generation.Defaults;
import io.sparsed.v1.SparseOptions;
import java.util.Optional;

/** Reads and checks the sparse options of a request. */
final class SparsityReader {

  private SparsityReader() {}

  /** Returns the options with defaults filled in; empty if one of them is invalid. */
  static Optional<Sparsity> read(SparseOptions options, Violations violations) {
    Sparsity defaults = Defaults.sparsity();
    double skip = options.hasSkip() ? options.getSkip() : defaults.skip();
    double select = options.hasSelect() ? options.getSelect() : defaults.select();
    long blockSize =
        options.hasBlockSize()
            ? Integer.toUnsignedLong(options.getBlockSize())
            : defaults.blockSize();
    Optional<Sparsity.ScoreScale> scale = scale(options, violations);
    boolean valid =
        violations.check(
            skip >= 0 && skip <= 1, "sparse.skip", "Give a share of the steps from 0 to 1.");
    valid &=
        violations.check(
            select > 0 && select <= 1,
            "sparse.select",
            "Give a share of the key blocks above 0 and at most 1.");
    valid &=
        violations.check(
            Sparsity.isBlockSize(blockSize),
            "sparse.block_size",
            "Choose 16, 32, 64, 128 or 256 tokens.");
    Optional<PatternRule> rule = rule(options, violations);
    return valid && scale.isPresent() && rule.isPresent()
        ? Optional.of(
            new Sparsity(
                options.getOrigin(), skip, select, (int) blockSize, scale.get(), rule.get()))
        : Optional.empty();
  }

  private static Optional<PatternRule> rule(SparseOptions options, Violations violations) {
    Optional<PatternRule> rule =
        switch (options.getPatternRule()) {
          case PATTERN_RULE_UNSPECIFIED, PATTERN_RULE_ISOLATED -> Optional.of(PatternRule.ISOLATED);
          case PATTERN_RULE_JOINT -> Optional.of(PatternRule.JOINT);
          case PATTERN_RULE_SHARED_HEADS -> Optional.of(PatternRule.SHARED_HEADS);
          case PATTERN_RULE_SLIDING_WINDOW -> Optional.of(PatternRule.SLIDING_WINDOW);
          case PATTERN_RULE_ATTENTION_SINK -> Optional.of(PatternRule.ATTENTION_SINK);
          case PATTERN_RULE_RANDOM -> Optional.of(PatternRule.RANDOM);
          case UNRECOGNIZED -> Optional.empty();
        };
    violations.check(
        rule.isPresent(),
        "sparse.pattern_rule",
        "Choose ISOLATED, JOINT, SHARED_HEADS, SLIDING_WINDOW, ATTENTION_SINK or RANDOM.");
    return rule;
  }

  private static Optional<Sparsity.ScoreScale> scale(SparseOptions options, Violations violations) {
    Optional<Sparsity.ScoreScale> scale =
        switch (options.getScoreScale()) {
          case SCORE_SCALE_UNSPECIFIED, SCORE_SCALE_REFERENCE ->
              Optional.of(Sparsity.ScoreScale.REFERENCE);
          case SCORE_SCALE_HEAD_DIM -> Optional.of(Sparsity.ScoreScale.HEAD_DIM);
          case SCORE_SCALE_HEADS -> Optional.of(Sparsity.ScoreScale.HEADS);
          case UNRECOGNIZED -> Optional.empty();
        };
    violations.check(
        scale.isPresent(),
        "sparse.score_scale",
        "Choose REFERENCE, HEAD_DIM or HEADS: this version knows no other scale.");
    return scale;
  }
}
