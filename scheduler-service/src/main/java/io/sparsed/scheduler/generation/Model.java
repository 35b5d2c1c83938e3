package io.sparsed.scheduler.generation;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.scheduler.text.TextCodec;
import java.util.Optional;

/**
 * A Model is a served model with its limits and its tokenizer.
 *
 * @param facts facts of the checkpoint
 * @param maxCanvasLength length of the longest canvas that is admitted, in tokens
 * @param keyValueCapacity most bytes of keys and values that a worker keeps
 * @param workers number of ready workers, at least 1
 * @param codec tokenizer, owned by the catalog; empty if the checkpoint has none
 */
public record Model(
    ModelFacts facts,
    int maxCanvasLength,
    long keyValueCapacity,
    int workers,
    Optional<TextCodec> codec) {

  /** Returns the number of slots of a prompt, which are its mask tokens. */
  public int slots(ImmutableIntArray prompt) {
    return (int) prompt.stream().filter(token -> token == facts.maskTokenId()).count();
  }

  /** Returns true if a worker can keep the keys and values of this many tokens. */
  public boolean keepsKeyValues(long tokens) {
    long bytesPerToken = facts.keyValueBytesPerToken();
    return bytesPerToken > 0 && tokens <= keyValueCapacity / bytesPerToken;
  }
}
