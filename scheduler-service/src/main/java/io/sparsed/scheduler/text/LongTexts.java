package io.sparsed.scheduler.text;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A LongTexts tokenizes long texts on few threads of its own, first come, first served, since a
 * tokenizer cannot be interrupted and blocks the thread that carries its caller. Thread-safe.
 */
final class LongTexts implements AutoCloseable {

  /** The characters of a piece, which takes some milliseconds. */
  static final int PIECE = 1 << 14;

  private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("tokenizer-", 0).factory());

  LongTexts() {
    threads.allowCoreThreadTimeOut(true);
  }

  /** A text that is tokenized here rather than by its caller. */
  static boolean isLong(String text) {
    return text.length() > PIECE;
  }

  /**
   * Returns the token ids of a text.
   *
   * @param most tokens that there is room for
   * @param tokenizer tokenizer of a text, which adds no special tokens
   * @param whole tokenizer of the whole text
   * @throws TooManyTokensException if there are surely more
   * @throws CancellationException if the calling thread is interrupted
   */
  int[] encode(
      String text, int most, Function<String, int[]> tokenizer, Function<String, int[]> whole) {
    Future<int[]> ids =
        threads.submit(
            () -> {
              checkFits(text, most, tokenizer);
              return whole.apply(text);
            });
    try {
      return ids.get();
    } catch (InterruptedException e) {
      ids.cancel(true);
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while the prompt was tokenized");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  /**
   * Counts the tokens piece by piece. A cut splits one word, so that the pieces have hardly more
   * tokens than the whole text: never twice as many.
   */
  private static void checkFits(String text, int most, Function<String, int[]> tokenizer) {
    long tokens = 0;
    for (int start = 0; start < text.length(); ) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("nobody waits for the tokens");
      }
      int end = Math.min(text.length(), start + PIECE);
      end -= end < text.length() && Character.isLowSurrogate(text.charAt(end)) ? 1 : 0;
      tokens += tokenizer.apply(text.substring(start, end)).length;
      if (tokens > 2L * most) {
        throw TooManyTokensException.counted(most);
      }
      start = end;
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
