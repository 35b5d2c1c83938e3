package io.sparsed.client;

/**
 * ResponseOptions ask for extra parts of the response.
 *
 * @param textSnapshots whether each {@link Event.Progress} carries the generation as text, with
 *     every masked position as U+2591
 * @param canvasHistory whether the {@link Answer} carries the canvas after every step
 */
public record ResponseOptions(boolean textSnapshots, boolean canvasHistory) {
  /** Returns options that ask for the answer alone. */
  public static ResponseOptions defaults() {
    return new ResponseOptions(false, false);
  }

  /** Returns a copy that asks for text snapshots. */
  public ResponseOptions withTextSnapshots() {
    return new ResponseOptions(true, canvasHistory);
  }

  /** Returns a copy that asks for the canvas after every step. */
  public ResponseOptions withCanvasHistory() {
    return new ResponseOptions(textSnapshots, true);
  }
}
