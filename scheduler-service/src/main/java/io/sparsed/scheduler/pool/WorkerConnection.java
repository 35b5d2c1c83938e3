package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternShape;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A connection to a worker, which may be unreachable now and reachable later. Every call blocks,
 * takes no longer than its limit, throws {@link WorkerException} when the worker fails, and {@link
 * java.util.concurrent.CancellationException} when the calling thread is interrupted or its request
 * is cancelled or out of time. Thread-safe.
 */
public interface WorkerConnection extends AutoCloseable {

  /**
   * Follows the worker's health as long as it can be reached, and tells each change, the first one
   * soon. A worker that drains or still loads is not serving.
   *
   * @throws WorkerException when it cannot be reached, or no more
   */
  void watch(Consumer<Boolean> serving);

  /** Asks the worker what it is now. Fails soon if it does not answer. */
  WorkerFacts describe();

  /**
   * Runs a forward.
   *
   * @throws ArtifactMissingException if the worker lacks an artifact that it needs
   */
  Forwarded forward(Forward forward, Duration limit);

  /** Returns the pattern {@code id}, which must have the shape {@code expected}. */
  Pattern getPattern(String id, PatternShape expected, Duration limit);

  /** Gives the worker a pattern. */
  void putPattern(Pattern pattern, Duration limit);

  /** Makes the worker forget an artifact. */
  void dropArtifact(String id);

  /** Returns the bytes of the checkpoint's tokenizer files by name; empty if there are none. */
  Map<String, byte[]> tokenizerFiles();

  /** Takes no more calls; those that run may end. */
  void retire();

  /** Ends the connection and the calls on it. */
  @Override
  void close();
}
