package io.sparsed.client;

import java.util.Iterator;

/**
 * A GenerationStream iterates over the events of one generation. One thread reads it, and the
 * server waits for a slow reader. {@link #hasNext} and {@link #next} wait for the server, and throw
 * a {@link SparseDException} if the generation fails. An interrupt of the reading thread cancels
 * the generation.
 */
public interface GenerationStream extends Iterator<Event>, AutoCloseable {
  /**
   * Reads the remaining events and returns the answer; may be called again after the end.
   *
   * @return the answer
   * @throws SparseDException if the generation fails
   */
  Answer await();

  /** Stops the generation unless it has ended. May be called repeatedly, and from any thread. */
  @Override
  void close();
}
