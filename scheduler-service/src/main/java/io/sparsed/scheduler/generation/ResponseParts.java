package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.pattern.PatternHead;
import java.util.List;

/**
 * ResponseParts are what a client asks for beside the answer.
 *
 * @param textSnapshots true if each progress carries the generation as text
 * @param canvasHistory true if the answer carries the generation after every step
 * @param promptTokens true if the first event carries the prompt as token ids
 * @param confidences true if each progress carries the confidences of its tokens
 * @param patternHeads heads whose patterns the progress of a step that takes them carries
 */
public record ResponseParts(
    boolean textSnapshots,
    boolean canvasHistory,
    boolean promptTokens,
    boolean confidences,
    List<PatternHead> patternHeads) {
  public ResponseParts {
    patternHeads = List.copyOf(patternHeads);
  }
}
