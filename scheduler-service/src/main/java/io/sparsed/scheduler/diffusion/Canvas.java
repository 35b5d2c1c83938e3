package io.sparsed.scheduler.diffusion;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A canvas holds the tokens of one request: the prompt, whose mask tokens are free slots, then the
 * generation, which starts as mask tokens only. The generation of an answer of open length grows;
 * positions that it may get later count as masked. Not thread-safe: owned by the thread that runs
 * the request.
 */
public final class Canvas {

  /** The tokens of the longest canvas there can be. */
  private final int[] tokens;

  private final ImmutableIntArray slots;
  private final int promptLength;
  private final int maskToken;
  private int length;

  private Canvas(int[] tokens, int length, int promptLength, int maskToken) {
    this.tokens = tokens;
    this.length = length;
    this.promptLength = promptLength;
    this.maskToken = maskToken;
    this.slots = masked(0, promptLength);
  }

  /**
   * Returns a canvas whose generation is masked.
   *
   * @param prompt token ids, at least one, without the mask token
   * @param genLength masked positions to add, at least 1
   * @param maskToken id of the mask token
   * @throws IllegalArgumentException if an argument is out of its range
   */
  public static Canvas masked(ImmutableIntArray prompt, int genLength, int maskToken) {
    checkArgument(!prompt.contains(maskToken), "the prompt contains the mask token %s", maskToken);
    return growing(prompt, genLength, genLength, maskToken);
  }

  /**
   * Returns a canvas whose generation is masked and may grow.
   *
   * @param prompt token ids, at least one; each mask token is a slot
   * @param genLength masked positions that the canvas begins with, at least 1
   * @param maxGenLength most positions that the generation may have
   * @param maskToken id of the mask token
   * @throws IllegalArgumentException if an argument is out of its range
   */
  public static Canvas growing(
      ImmutableIntArray prompt, int genLength, int maxGenLength, int maskToken) {
    checkArgument(
        !prompt.isEmpty() && genLength >= 1 && genLength <= maxGenLength,
        "a canvas needs a prompt and a generation");
    int[] tokens = Arrays.copyOf(prompt.toArray(), prompt.length() + maxGenLength);
    Arrays.fill(tokens, prompt.length(), tokens.length, maskToken);
    return new Canvas(tokens, prompt.length() + genLength, prompt.length(), maskToken);
  }

  /** Returns the number of tokens. */
  public int length() {
    return length;
  }

  /** Appends masks until the canvas has {@code length} tokens; nothing if it has them already. */
  public void growTo(int newLength) {
    checkArgument(newLength <= tokens.length, "a canvas has at most %s tokens", tokens.length);
    length = Math.max(length, newLength);
  }

  /** Returns the number of prompt tokens, which is the position of the first generated token. */
  public int promptLength() {
    return promptLength;
  }

  /** Returns a copy of all tokens. */
  public ImmutableIntArray tokens() {
    return ImmutableIntArray.copyOf(Arrays.copyOf(tokens, length));
  }

  /** Returns a copy of the generated tokens, mask tokens included. */
  public ImmutableIntArray generation() {
    return ImmutableIntArray.copyOf(Arrays.copyOfRange(tokens, promptLength, length));
  }

  /** Returns a copy of the tokens at {@code count} positions from {@code first} on. */
  public ImmutableIntArray tokens(int first, int count) {
    return ImmutableIntArray.copyOf(Arrays.copyOfRange(tokens, first, first + count));
  }

  /** Returns the masked positions from {@code start} to before {@code end}, ascending. */
  public ImmutableIntArray masked(int start, int end) {
    return ImmutableIntArray.copyOf(
        IntStream.range(start, end).filter(i -> tokens[i] == maskToken));
  }

  /** Returns the number of masked positions. */
  public int masked() {
    return (int) Arrays.stream(tokens, 0, length).filter(token -> token == maskToken).count();
  }

  /** Returns the positions of the prompt that began as masks, ascending. */
  public ImmutableIntArray slots() {
    return slots;
  }

  /** Returns the first position that may be masked: that of the first slot or generated one. */
  int firstFree() {
    return slots.isEmpty() ? promptLength : slots.get(0);
  }

  /** Returns the number of slots and generated positions that have a token. */
  int committed() {
    return slots.length() + length - promptLength - masked();
  }

  /**
   * Writes the tokens of a commit. A position to which the mask token is written stays masked.
   *
   * @throws IllegalArgumentException if a position is not masked, since no commit is ever revised
   */
  public void apply(Commit commit) {
    for (int i = 0; i < commit.size(); i++) {
      int position = commit.positions().get(i);
      checkArgument(isMasked(position), "not masked: position %s", position);
      tokens[position] = commit.tokens().get(i);
    }
  }

  /** Returns true if {@code position} is on the canvas and is masked. */
  public boolean isMasked(int position) {
    return position >= 0 && position < length && tokens[position] == maskToken;
  }

  /** Returns true if an answer can end at one of some tokens: no mask is left before the first. */
  public boolean endsAt(ImmutableIntArray ends) {
    return Arrays.stream(tokens, promptLength, length)
        .takeWhile(each -> each != maskToken)
        .anyMatch(ends::contains);
  }

  /** Returns true if any generated position has one of some tokens. */
  boolean generationHas(ImmutableIntArray some) {
    return Arrays.stream(tokens, promptLength, length).anyMatch(some::contains);
  }
}
