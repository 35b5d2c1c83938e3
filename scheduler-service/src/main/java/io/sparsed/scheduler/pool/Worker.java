package io.sparsed.scheduler.pool;

import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternSpec;
import java.util.Map;

/**
 * A Worker runs calls on one worker of the pool. Every method blocks, throws {@link
 * WorkerException} when the worker fails or takes too long, and {@link
 * java.util.concurrent.CancellationException} when the calling thread is interrupted or its request
 * is cancelled or out of time. Thread-safe.
 */
interface Worker {

  /** Returns the worker's "host:port", which is unique in the pool. */
  String address();

  /** Runs a forward; throws {@link ArtifactMissingException} if the worker lacks an artifact. */
  ForwardResult forward(Forward forward);

  /** Returns the pattern {@code id}, which must be as {@code expected}. */
  Pattern getPattern(String id, PatternSpec expected);

  /** Gives the worker a pattern. */
  void putPattern(Pattern pattern);

  /** Records a failure that proved to be the worker's own, since what it did matters to others. */
  void blame(WorkerException failure);

  /** Makes the worker forget an artifact. */
  void dropArtifact(String id);

  /** Returns which requests take the worker's memory for keys and values. */
  KeyValuesRoom keyValuesRoom();

  /** Returns the bytes of the checkpoint's tokenizer files by name; empty if there are none. */
  Map<String, byte[]> tokenizerFiles();
}
