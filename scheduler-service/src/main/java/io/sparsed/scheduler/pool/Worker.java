package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternShape;
import java.util.Map;

/**
 * A worker that is called. Every method blocks, throws {@link WorkerException} when the worker
 * fails or takes too long, and {@link java.util.concurrent.CancellationException} when the calling
 * thread is interrupted or its request is cancelled or out of time. Thread-safe.
 */
public interface Worker {

  /** Its "host:port", unique in the pool. */
  String address();

  /**
   * Runs a forward.
   *
   * @throws PatternMissingException if it is sparse and the worker lacks the pattern
   */
  Forwarded forward(Forward forward);

  /** The pattern {@code id}, which must have the shape {@code expected}. */
  Pattern getPattern(String id, PatternShape expected);

  /** Gives the worker a pattern. */
  void putPattern(Pattern pattern);

  /** Makes the worker forget a pattern. */
  void dropPattern(String id);

  /** Bytes of the checkpoint's tokenizer files by name; empty if there are none. */
  Map<String, byte[]> tokenizerFiles();
}
