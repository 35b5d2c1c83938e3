package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternSpec;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A WorkerConnection calls a worker, which may be unreachable now and reachable later. Every call
 * blocks, takes no longer than its limit, throws {@link WorkerException} when the worker fails, and
 * {@link java.util.concurrent.CancellationException} when the calling thread is interrupted or its
 * request is cancelled or out of time. Thread-safe.
 */
public interface WorkerConnection extends AutoCloseable {

  /**
   * Reports the worker's health and each change of it as long as the worker can be reached. A
   * worker that drains or still loads is not serving.
   *
   * @throws WorkerException when the worker cannot be reached, or no more
   */
  void watch(Consumer<Boolean> serving);

  /** Returns the facts of the worker, within seconds. */
  WorkerFacts describe();

  /** Runs a forward; throws {@link ArtifactMissingException} if the worker lacks an artifact. */
  ForwardResult forward(Forward forward, Duration limit);

  /** Returns the pattern {@code id}, which must be as {@code expected}. */
  Pattern getPattern(String id, PatternSpec expected, Duration limit);

  /** Gives the worker a pattern. */
  void putPattern(Pattern pattern, Duration limit);

  /** Makes the worker forget an artifact. */
  void dropArtifact(String id);

  /**
   * Returns the bytes of the checkpoint's tokenizer files by name; empty if there are none.
   *
   * @param silence longest time without a part of them
   */
  Map<String, byte[]> tokenizerFiles(Duration silence);

  /** Accepts no more calls; those that run may finish. */
  void retire();

  /** Ends the connection and the calls on it. */
  @Override
  void close();
}
