package io.sparsed.worker.proposal;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;

/**
 * What a pass is asked to propose, on the device before the pass begins: nothing then waits for an
 * upload.
 */
public final class Asked {
  private final List<Question> questions;
  private final List<Group> groups;

  /** Every question is in one of the groups. */
  Asked(List<Question> questions, List<Group> groups) {
    this.questions = List.copyOf(questions);
    this.groups = List.copyOf(groups);
  }

  /**
   * Questions that are answered in one go.
   *
   * @param members their indices
   * @param rows of the hidden states, 64-bit; a chunk of positions after another, in each the rows
   *     of one canvas after another
   * @param keys of the sampling noise, 64-bit, one a position
   * @param draw will draw them
   */
  record Group(List<Integer> members, Manner manner, PtNDArray rows, PtNDArray keys, Draw draw) {
    /** Positions asked for. */
    int count() {
      return Math.toIntExact(keys.getShape().get(0));
    }
  }

  List<Question> questions() {
    return questions;
  }

  List<Group> groups() {
    return groups;
  }
}
