package io.sparsed.client;

/**
 * What to return beside the answer.
 *
 * @param textSnapshots each {@link Event.Progress} carries the generation as text, every masked
 *     position as U+2591
 * @param canvasHistory the {@link Answer} carries the canvas after every step
 */
public record ResponseOptions(boolean textSnapshots, boolean canvasHistory) {
  /** Nothing beside the answer. */
  public static ResponseOptions defaults() {
    return new ResponseOptions(false, false);
  }

  /** The same with text snapshots. */
  public ResponseOptions withTextSnapshots() {
    return new ResponseOptions(true, canvasHistory);
  }

  /** The same with the canvas after every step. */
  public ResponseOptions withCanvasHistory() {
    return new ResponseOptions(textSnapshots, true);
  }
}
