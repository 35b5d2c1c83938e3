package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.PatternRule;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.scheduler.generation.Defaults;
import io.sparsed.v1.SparseOptions;
import java.util.Optional;

/** Reads and checks the sparse options of a request. */
final class SparsityReader {

  private SparsityReader() {}

  /** Returns the options with defaults filled in; empty if the request has any violation so far. */
  static Optional<Sparsity> read(SparseOptions options, Violations violations) {
    Sparsity defaults = Defaults.sparsity();
    double skip = options.hasSkip() ? options.getSkip() : defaults.skip();
    double select = options.hasSelect() ? options.getSelect() : defaults.select();
    long blockSize =
        options.hasBlockSize()
            ? Integer.toUnsignedLong(options.getBlockSize())
            : defaults.blockSize();
    Optional<Sparsity.ScoreScale> scale =
        violations.require(
            EnumMapper.domain(options.getScoreScale(), defaults.scoreScale()),
            "sparse.score_scale",
            "Choose REFERENCE, HEAD_DIM or HEADS: this version knows no other scale.");
    violations.check(
        skip >= 0 && skip <= 1, "sparse.skip", "Give a share of the steps from 0 to 1.");
    violations.check(
        select > 0 && select <= 1,
        "sparse.select",
        "Give a share of the key blocks above 0 and at most 1.");
    violations.check(
        Sparsity.isBlockSize(blockSize),
        "sparse.block_size",
        "Choose 16, 32, 64, 128 or 256 tokens.");
    long patternRefresh = Integer.toUnsignedLong(options.getPatternRefresh());
    violations.check(
        patternRefresh <= Lengths.MAX_STEPS,
        "sparse.pattern_refresh",
        "Give 0 to " + Lengths.MAX_STEPS + " refreshes.");
    Optional<PatternRule> rule =
        violations.require(
            EnumMapper.domain(options.getPatternRule(), defaults.rule()),
            "sparse.pattern_rule",
            "Choose ISOLATED, JOINT, SHARED_HEADS, SLIDING_WINDOW, ATTENTION_SINK or RANDOM.");
    return violations.isEmpty()
        ? Optional.of(
            new Sparsity(
                options.getOrigin(),
                skip,
                select,
                (int) blockSize,
                scale.orElseThrow(),
                rule.orElseThrow(),
                (int) patternRefresh))
        : Optional.empty();
  }
}
