package io.sparsed.client;

/** A TemplatePart is a text of a template, or free slots in it. */
public final class TemplatePart extends WireValue<io.sparsed.v1.TemplatePart> {
  private TemplatePart(io.sparsed.v1.TemplatePart message) {
    super(message);
  }

  /**
   * Returns a text that stands as it is.
   *
   * @param text the text
   * @return the part
   */
  public static TemplatePart text(String text) {
    return new TemplatePart(io.sparsed.v1.TemplatePart.newBuilder().setText(text).build());
  }

  /**
   * Returns free slots.
   *
   * @param tokens tokens to fill in, 1 or more
   * @return the part
   */
  public static TemplatePart slots(int tokens) {
    return new TemplatePart(io.sparsed.v1.TemplatePart.newBuilder().setSlots(tokens).build());
  }
}
