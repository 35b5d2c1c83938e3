package io.sparsed.scheduler.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.LongStream;

/**
 * A NativeCodec is the {@link TextCodec} on the Hugging Face tokenizers library. Thread-safe: calls
 * run side by side, and {@link #close} waits for them, since a native tokenizer must not be freed
 * under a call.
 */
final class NativeCodec implements TextCodec {
  private final HuggingFaceTokenizer tokenizer;
  private final Optional<ChatTemplate> template;
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();

  /** Creates a codec that owns the tokenizer. */
  NativeCodec(HuggingFaceTokenizer tokenizer, Optional<ChatTemplate> template) {
    this.tokenizer = tokenizer;
    this.template = template;
  }

  @Override
  public int[] encode(String text) {
    return encode(text, true);
  }

  @Override
  public String decode(int[] tokenIds) {
    return whileOpen(open -> open.decode(widen(tokenIds), true));
  }

  @Override
  public String decodeMasked(int[] tokenIds, int maskTokenId) {
    StringBuilder text = new StringBuilder();
    int start = 0;
    for (int i = 0; i <= tokenIds.length; i++) {
      boolean masked = i < tokenIds.length && tokenIds[i] == maskTokenId;
      if (masked || i == tokenIds.length) {
        text.append(start < i ? decode(Arrays.copyOfRange(tokenIds, start, i)) : "");
        start = i + 1;
      }
      if (masked) {
        text.append(MASK_SIGN);
      }
    }
    return text.toString();
  }

  @Override
  public boolean hasChatTemplate() {
    return template.isPresent();
  }

  @Override
  public int[] encodeChat(List<ChatTurn> turns) throws ChatTemplateException {
    if (template.isEmpty()) {
      throw new ChatTemplateException("the checkpoint has no chat template");
    }
    // The template writes the special tokens; a post-processor would add the first one twice.
    return encode(template.get().render(turns), false);
  }

  @Override
  public void close() {
    holding(
        lifetime.writeLock(),
        open -> {
          open.close();
          return open;
        });
  }

  private int[] encode(String text, boolean addSpecialTokens) {
    return whileOpen(
        open ->
            LongStream.of(open.encode(text, addSpecialTokens, false).getIds())
                .mapToInt(Math::toIntExact)
                .toArray());
  }

  private <T> T whileOpen(Function<HuggingFaceTokenizer, T> call) {
    return holding(
        lifetime.readLock(),
        open -> {
          if (open.isReleased()) {
            throw new IllegalStateException("the tokenizer is closed");
          }
          return call.apply(open);
        });
  }

  private <T> T holding(Lock lock, Function<HuggingFaceTokenizer, T> call) {
    lock.lock();
    try {
      return call.apply(tokenizer);
    } finally {
      lock.unlock();
    }
  }

  private static long[] widen(int[] tokenIds) {
    return Arrays.stream(tokenIds).asLongStream().toArray();
  }
}
