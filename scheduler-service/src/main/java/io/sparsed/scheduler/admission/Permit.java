package io.sparsed.scheduler.admission;

/** A running request's place; closing it lets the next one in. Owned by one thread. */
public interface Permit extends AutoCloseable {

  /** The request was answered: the time it took says how long others will take. */
  void answered();

  /** Gives the place back; a second time it does nothing. */
  @Override
  void close();
}
