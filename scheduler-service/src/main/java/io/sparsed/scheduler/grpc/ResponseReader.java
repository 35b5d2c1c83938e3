package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.generation.GenerationSpec;
import io.sparsed.scheduler.generation.ResponseParts;
import io.sparsed.scheduler.pattern.PatternHead;
import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.v1.ResponseOptions;

/** Reads and checks what a request asks for beside the answer. */
final class ResponseReader {

  /** The most token ids of a history, 4 MiB: it is kept in memory and sent in one message. */
  private static final long MAX_HISTORY_TOKENS = 1_048_576;

  private static final int MAX_HEADS = 64;

  /** The most bytes of patterns in one event, which clients receive as one message. */
  private static final long MAX_PATTERN_BYTES = 2_097_152;

  private ResponseReader() {}

  static ResponseParts read(ResponseOptions options) {
    return new ResponseParts(
        options.getTextSnapshots(),
        options.getCanvasHistory(),
        options.getPromptTokenIds(),
        options.getConfidences(),
        options.getPatternHeadsList().stream()
            .map(head -> new PatternHead(head.getLayer(), head.getHead()))
            .toList());
  }

  static void checkHistory(
      ResponseOptions options, Denoising denoising, int slots, Violations violations) {
    violations.check(
        !options.getCanvasHistory()
            || (long) denoising.steps(slots) * denoising.genLength() <= MAX_HISTORY_TOKENS,
        "response.canvas_history",
        "Leave it out: steps times gen_length may be at most " + MAX_HISTORY_TOKENS + " for it.");
  }

  static void checkHeads(ResponseOptions options, ModelFacts model, Violations violations) {
    violations.check(
        options.getPatternHeadsCount() <= MAX_HEADS
            && options.getPatternHeadsList().stream().distinct().count()
                == options.getPatternHeadsCount()
            && options.getPatternHeadsList().stream()
                .allMatch(
                    each ->
                        Integer.compareUnsigned(each.getLayer(), model.layers()) < 0
                            && Integer.compareUnsigned(each.getHead(), model.heads()) < 0),
        "response.pattern_heads",
        "Give at most %d heads, each once, of layers below %d and heads below %d."
            .formatted(MAX_HEADS, model.layers(), model.heads()));
  }

  static void checkPatterns(GenerationSpec spec, Violations violations) {
    violations.check(
        spec.toldPatternBytes() <= MAX_PATTERN_BYTES,
        "response.pattern_heads",
        "Give fewer heads or a larger sparse.block_size: the patterns take %d bytes, of at most %d."
            .formatted(spec.toldPatternBytes(), MAX_PATTERN_BYTES));
  }
}
