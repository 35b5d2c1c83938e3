package io.sparsed.client;

/** A FilledSlots is a run of neighbouring slots of a prompt that were denoised. */
public final class FilledSlots extends WireValue<io.sparsed.v1.FilledSlots> {
  FilledSlots(io.sparsed.v1.FilledSlots message) {
    super(message);
  }

  /** {@return the position of the first slot in the prompt, from 0} */
  public int position() {
    return message.getPosition();
  }

  /** {@return the tokens; the mask token where the model proposed no other} */
  public TokenIds tokenIds() {
    return tokenIds(message.getTokenIdsList());
  }

  /** {@return the text, without special tokens; empty if the model has no tokenizer} */
  public String text() {
    return message.getText();
  }
}
