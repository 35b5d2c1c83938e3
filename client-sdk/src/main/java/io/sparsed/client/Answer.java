package io.sparsed.client;

import io.sparsed.v1.Finished;
import java.util.List;

/** An Answer holds a finished generation. */
public final class Answer extends WireValue<Finished> {
  Answer(Finished message) {
    super(message);
  }

  /**
   * {@return the generation up to the first end-of-sequence token, without special tokens; empty if
   * the model has no tokenizer}
   */
  public String text() {
    return message.getText();
  }

  /** {@return the whole generation, including the tokens after the end-of-sequence token} */
  public TokenIds tokenIds() {
    return tokenIds(message.getTokenIdsList());
  }

  /** {@return what the prompt's slots were filled with, in their order} */
  public List<FilledSlots> slots() {
    return message.getSlotsList().stream().map(FilledSlots::new).toList();
  }

  /** {@return the reason why the text ends where it does} */
  public FinishReason finishReason() {
    return named(FinishReason.class, "FINISH_REASON_", message.getFinishReason())
        .orElse(FinishReason.UNKNOWN);
  }

  /** {@return the tokens and steps that the generation used} */
  public Usage usage() {
    return new Usage(message.getUsage());
  }

  /** {@return the durations of its parts} */
  public Timings timings() {
    return new Timings(message.getTimings());
  }

  /**
   * {@return the generated part of the canvas after every step; empty unless {@link
   * ResponseOptions} asks for it}
   */
  public List<TokenIds> history() {
    return message.getHistoryList().stream()
        .map(snapshot -> tokenIds(snapshot.getTokenIdsList()))
        .toList();
  }
}
