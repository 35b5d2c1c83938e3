package io.sparsed.worker.grpc;

import io.sparsed.v1.DenseAndSelectAttention;
import io.sparsed.v1.SparseAttention;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.attention.FixedPattern;
import io.sparsed.worker.attention.PatternRule;

/** Reads how the attention of a forward runs. */
final class AttentionMapper {
  private AttentionMapper() {}

  /**
   * Returns the directive of a request.
   *
   * @throws IllegalArgumentException if it cannot be one
   */
  static AttentionDirective directive(io.sparsed.v1.AttentionDirective directive) {
    return switch (directive.getModeCase()) {
      case DENSE -> new AttentionDirective.Dense();
      case DENSE_AND_SELECT -> denseAndSelect(directive.getDenseAndSelect());
      case SPARSE -> sparse(directive.getSparse());
      case MODE_NOT_SET ->
          throw new IllegalArgumentException("set dense, dense_and_select or sparse");
    };
  }

  private static AttentionDirective denseAndSelect(DenseAndSelectAttention select) {
    var rule =
        switch (select.getRule()) {
          case PATTERN_RULE_UNSPECIFIED, PATTERN_RULE_ISOLATED -> PatternRule.ISOLATED;
          case PATTERN_RULE_JOINT -> PatternRule.JOINT;
          case PATTERN_RULE_SHARED_HEADS -> PatternRule.SHARED_HEADS;
          case PATTERN_RULE_SLIDING_WINDOW,
              PATTERN_RULE_ATTENTION_SINK,
              PATTERN_RULE_RANDOM,
              UNRECOGNIZED ->
              throw new IllegalArgumentException(
                  "rule " + select.getRule() + " takes no pattern; send it as sparse.fixed");
        };
    return new AttentionDirective.DenseAndSelect(
        id(select.getPatternId()),
        rule,
        select.getBlockSize(),
        select.getSelect(),
        select.getScoreScale());
  }

  private static AttentionDirective sparse(SparseAttention sparse) {
    var pattern =
        switch (sparse.getPatternCase()) {
          case PATTERN_ID -> new AttentionDirective.Held(id(sparse.getPatternId()));
          case FIXED -> fixed(sparse.getFixed());
          case PATTERN_NOT_SET ->
              throw new IllegalArgumentException("set sparse.pattern_id or sparse.fixed");
        };
    return new AttentionDirective.Sparse(pattern, sparse.getSelect());
  }

  private static FixedPattern fixed(io.sparsed.v1.FixedPattern fixed) {
    var rule =
        switch (fixed.getRule()) {
          case PATTERN_RULE_SLIDING_WINDOW -> FixedPattern.Rule.SLIDING_WINDOW;
          case PATTERN_RULE_ATTENTION_SINK -> FixedPattern.Rule.ATTENTION_SINK;
          case PATTERN_RULE_RANDOM -> FixedPattern.Rule.RANDOM;
          case PATTERN_RULE_UNSPECIFIED,
              PATTERN_RULE_ISOLATED,
              PATTERN_RULE_JOINT,
              PATTERN_RULE_SHARED_HEADS,
              UNRECOGNIZED ->
              throw new IllegalArgumentException(
                  "rule " + fixed.getRule() + " is not fixed; send it as dense_and_select");
        };
    return new FixedPattern(rule, fixed.getBlockSize(), fixed.getSelect(), fixed.getSeed());
  }

  private static String id(String patternId) {
    if (patternId.isEmpty() || patternId.length() > PatternReceiver.MAX_ID) {
      throw new IllegalArgumentException(
          "set pattern_id, to at most " + PatternReceiver.MAX_ID + " characters");
    }
    return patternId;
  }
}
