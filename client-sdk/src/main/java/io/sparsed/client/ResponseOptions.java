package io.sparsed.client;

import java.util.List;

/** ResponseOptions ask for extra parts of the response. */
public final class ResponseOptions extends WireValue<io.sparsed.v1.ResponseOptions> {
  ResponseOptions(io.sparsed.v1.ResponseOptions message) {
    super(message);
  }

  /** {@return options that ask for the answer alone} */
  public static ResponseOptions defaults() {
    return new ResponseOptions(io.sparsed.v1.ResponseOptions.getDefaultInstance());
  }

  /**
   * {@return a copy that asks for the generation as text at each {@link Event.Progress}, with every
   * masked position as U+2591}
   */
  public ResponseOptions withTextSnapshots() {
    return new ResponseOptions(message.toBuilder().setTextSnapshots(true).build());
  }

  /** {@return a copy that asks for the canvas after every step, in the {@link Answer}} */
  public ResponseOptions withCanvasHistory() {
    return new ResponseOptions(message.toBuilder().setCanvasHistory(true).build());
  }

  /** {@return a copy that asks for the confidence of each {@link Commit}} */
  public ResponseOptions withConfidences() {
    return new ResponseOptions(message.toBuilder().setConfidences(true).build());
  }

  /**
   * Returns a copy that asks for patterns, in the {@link Event.Progress} of a step that took one.
   *
   * @param heads heads whose patterns are told; at most 64, and 2 MiB of patterns
   * @return the copy
   */
  public ResponseOptions withPatterns(List<PatternHead> heads) {
    io.sparsed.v1.ResponseOptions.Builder copy = message.toBuilder().clearPatternHeads();
    heads.forEach(head -> copy.addPatternHeads(head.message));
    return new ResponseOptions(copy.build());
  }

  /** {@return whether each {@link Event.Progress} carries the generation as text} */
  public boolean textSnapshots() {
    return message.getTextSnapshots();
  }

  /** {@return whether the {@link Answer} carries the canvas after every step} */
  public boolean canvasHistory() {
    return message.getCanvasHistory();
  }

  /** {@return whether each {@link Commit} carries its confidence} */
  public boolean confidences() {
    return message.getConfidences();
  }

  /** {@return the heads whose patterns are told} */
  public List<PatternHead> patternHeads() {
    return message.getPatternHeadsList().stream().map(PatternHead::new).toList();
  }
}
