package io.sparsed.client;

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

  /** {@return whether each {@link Event.Progress} carries the generation as text} */
  public boolean textSnapshots() {
    return message.getTextSnapshots();
  }

  /** {@return whether the {@link Answer} carries the canvas after every step} */
  public boolean canvasHistory() {
    return message.getCanvasHistory();
  }
}
