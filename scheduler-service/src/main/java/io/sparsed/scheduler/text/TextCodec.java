package io.sparsed.scheduler.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.google.common.math.LongMath;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A TextCodec turns text and conversations into token ids and token ids into text with the
 * tokenizer and chat template of one checkpoint. It owns native memory; every method but {@link
 * #close} throws {@link IllegalStateException} once it is closed. Thread-safe: calls run side by
 * side, and {@link #close} waits for them.
 */
public final class TextCodec implements AutoCloseable {
  /** The character for a masked position in {@link #decodeMasked}: U+2591, light shade. */
  public static final char MASK_SIGN = '\u2591';

  private final HuggingFaceTokenizer tokenizer;
  private final Optional<ChatTemplate> template;
  private final long bytesPerToken;
  private final boolean composes;
  private final LongTexts longTexts = new LongTexts();
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();

  /**
   * Creates a codec that owns the tokenizer.
   *
   * @param bytesPerToken the most bytes of text that a token stands for, before it is normalized
   * @param composes true if text is normalized (NFC) before special tokens are looked for in it
   */
  TextCodec(
      HuggingFaceTokenizer tokenizer,
      Optional<ChatTemplate> template,
      long bytesPerToken,
      boolean composes) {
    this.composes = composes;
    this.tokenizer = tokenizer;
    this.template = template;
    this.bytesPerToken = bytesPerToken;
  }

  /**
   * Returns the token ids of the whole text, as transformers' {@code tokenizer(text)['input_ids']}
   * does. Special tokens spelled out in the text are recognized, and those of the tokenizer's
   * post-processor are added.
   *
   * @throws UntokenizableException if the tokenizer has no tokens for the text
   */
  public int[] encode(String text) {
    return encode(composed(text), true);
  }

  /**
   * Returns the token ids as {@link #encode(String)} does, if they can be at most {@code most}.
   * Soon returns otherwise, or when the calling thread is interrupted.
   *
   * @throws TooManyTokensException if there are surely more
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  public int[] encode(String text, int most) {
    return encode(text, true, most);
  }

  /**
   * Returns the token ids of a part of a longer text as {@link #encode(String, int)} does, with the
   * special tokens of the tokenizer's post-processor if it is the first part.
   *
   * @throws TooManyTokensException if there are surely more than {@code most}
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  public int[] encodePart(String text, boolean isFirst, int most) {
    return encode(text, isFirst, most);
  }

  /**
   * Throws if the texts together surely have more than {@code most} tokens.
   *
   * @throws TooManyTokensException if no {@code most} tokens hold their bytes
   */
  public void checkFits(Stream<String> texts, int most) {
    long bytes = texts.mapToLong(TokenBytes::of).sum();
    long mostBytes = LongMath.saturatedMultiply(most, bytesPerToken);
    if (bytes > mostBytes) {
      throw TooManyTokensException.ofBytes(most, mostBytes, bytes);
    }
  }

  /** Returns the text of the tokens, special ones left out; broken UTF-8 becomes U+FFFD. */
  public String decode(int[] tokenIds) {
    long[] ids = Arrays.stream(tokenIds).asLongStream().toArray();
    return whileOpen(open -> open.decode(ids, true));
  }

  /**
   * Returns the text of a canvas that is being denoised: each {@code maskTokenId} becomes one
   * {@link #MASK_SIGN}, each run of tokens between masks is decoded as by {@link #decode}.
   */
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

  /** Returns true if the checkpoint has a chat template that can be rendered. */
  public boolean hasChatTemplate() {
    return template.isPresent() && chatTemplateProblem().isEmpty();
  }

  /** Returns why the chat template cannot be rendered; empty if it can, or there is none. */
  public Optional<String> chatTemplateProblem() {
    return template.flatMap(ChatTemplate::problem);
  }

  /**
   * Returns the token ids of a conversation that the chat template rendered up to the assistant's
   * answer.
   *
   * @throws ChatTemplateException if there is no template or it refuses the conversation
   * @throws BrokenTemplateException if the template cannot be rendered
   */
  public int[] encodeChat(List<ChatTurn> turns) throws ChatTemplateException {
    List<Map<String, Object>> noTools = List.of();
    // The template writes the special tokens; a post-processor would add the first one twice.
    return encode(composed(rendered(turns, noTools)), false);
  }

  /**
   * Returns the token ids as {@link #encodeChat(List)} does, if they can be at most {@code most}.
   *
   * @throws ChatTemplateException if there is no template or it refuses the conversation
   * @throws BrokenTemplateException if the template cannot be rendered
   * @throws TooManyTokensException if there are surely more
   * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
   */
  public int[] encodeChat(List<ChatTurn> turns, int most) throws ChatTemplateException {
    return encodeChat(turns, List.of(), most);
  }

  /**
   * Returns the token ids as {@link #encodeChat(List, int)} does, of a conversation with tools.
   *
   * @param tools tools that the assistant may call, each a JSON object's fields
   * @throws ChatTemplateException if there is no template or it refuses the conversation
   */
  public int[] encodeChat(List<ChatTurn> turns, List<Map<String, Object>> tools, int most)
      throws ChatTemplateException {
    return encode(rendered(turns, tools), false, most);
  }

  /** Returns true if the chat template shows tools to the model. */
  public boolean usesTools() {
    return template.filter(ChatTemplate::usesTools).isPresent();
  }

  /** Returns true if the chat template knows messages that hold the result of a tool. */
  public boolean hasToolMessages() {
    return template.filter(ChatTemplate::hasToolMessages).isPresent();
  }

  private String rendered(List<ChatTurn> turns, List<Map<String, Object>> tools)
      throws ChatTemplateException {
    if (template.isEmpty()) {
      throw new ChatTemplateException("the checkpoint has no chat template");
    }
    return template.get().render(turns, tools);
  }

  /** Frees the native tokenizer when running calls have returned. Closing again does nothing. */
  @Override
  public void close() {
    lifetime.writeLock().lock();
    try {
      tokenizer.close();
      longTexts.close();
    } finally {
      lifetime.writeLock().unlock();
    }
  }

  private String composed(String text) {
    return composes ? Composition.of(text) : text;
  }

  private int[] encode(String given, boolean addSpecialTokens, int most) {
    checkFits(Stream.of(given), most);
    String text = composed(given);
    checkFits(Stream.of(text), most);
    return LongTexts.isLong(text)
        ? longTexts.encode(
            text, most, piece -> encode(piece, false), whole -> encode(whole, addSpecialTokens))
        : encode(text, addSpecialTokens);
  }

  /** Asks the library for the ids alone: its Encoding holds much more for every token. */
  private int[] encode(String text, boolean addSpecialTokens) {
    return whileOpen(
        open -> {
          TokenizersLibrary library = TokenizersLibrary.LIB;
          long encoding = library.encode(open.getHandle(), text, addSpecialTokens);
          try {
            return LongStream.of(library.getTokenIds(encoding))
                .mapToInt(Math::toIntExact)
                .toArray();
          } finally {
            library.deleteEncoding(encoding);
          }
        });
  }

  private <T> T whileOpen(Function<HuggingFaceTokenizer, T> call) {
    lifetime.readLock().lock();
    try {
      if (tokenizer.isReleased()) {
        throw new IllegalStateException("the tokenizer is closed");
      }
      return call.apply(tokenizer);
    } catch (RuntimeException e) {
      throw tokenizer.isReleased() ? e : new UntokenizableException(e);
    } finally {
      lifetime.readLock().unlock();
    }
  }
}
