package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternShape;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The wire to a worker, which may be unreachable now and reachable later. Calls block and fail as
 * those of {@link Worker} do; none takes longer than its limit. Thread-safe.
 */
public interface WorkerConnection extends AutoCloseable {

  /**
   * Follows the worker's health as long as it can be reached, and tells each change, the first one
   * soon. Tells of a worker that drains or still loads that it is not serving.
   *
   * @throws WorkerException when it cannot be reached, or no more
   */
  void watch(Consumer<Boolean> serving);

  /** What the worker is now. Fails soon if it does not answer. */
  WorkerFacts describe();

  /** As {@link Worker#forward}. */
  Forwarded forward(Forward forward, Duration limit);

  /** As {@link Worker#getPattern}. */
  Pattern getPattern(String id, PatternShape expected, Duration limit);

  /** As {@link Worker#putPattern}. */
  void putPattern(Pattern pattern, Duration limit);

  /** As {@link Worker#dropPattern}. */
  void dropPattern(String id);

  /** As {@link Worker#tokenizerFiles}. */
  Map<String, byte[]> tokenizerFiles();

  /** Takes no more calls; those that run may end. */
  void retire();

  /** Ends the connection and the calls on it. */
  @Override
  void close();
}
