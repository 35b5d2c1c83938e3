package io.sparsed.client;

import java.util.Iterator;

/**
 * The events of one generation, read by one thread. The server is slowed down to what is read. Both
 * {@link #hasNext} and {@link #next} wait for the server and throw {@link SparseDException} when
 * the generation fails; an interrupt of the reading thread cancels it.
 */
public interface GenerationStream extends Iterator<Event>, AutoCloseable {
  /**
   * Reads to the end, also when that was read before.
   *
   * @return the answer
   * @throws SparseDException if the generation fails
   */
  Answer await();

  /** Stops the generation unless it has ended; may be called from any thread, also repeatedly. */
  @Override
  void close();
}
