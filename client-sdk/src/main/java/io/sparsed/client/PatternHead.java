package io.sparsed.client;

/** A PatternHead names a head of the model, whose pattern {@link ResponseOptions} ask for. */
public final class PatternHead extends WireValue<io.sparsed.v1.PatternHead> {
  PatternHead(io.sparsed.v1.PatternHead message) {
    super(message);
  }

  /**
   * Returns a head.
   *
   * @param layer index of the layer, below {@link ModelInfo#layers}
   * @param head index of the query head, below {@link ModelInfo#heads}
   * @return the head
   */
  public static PatternHead of(int layer, int head) {
    return new PatternHead(
        io.sparsed.v1.PatternHead.newBuilder().setLayer(layer).setHead(head).build());
  }

  /** {@return the index of the layer} */
  public int layer() {
    return message.getLayer();
  }

  /** {@return the index of the query head} */
  public int head() {
    return message.getHead();
  }
}
