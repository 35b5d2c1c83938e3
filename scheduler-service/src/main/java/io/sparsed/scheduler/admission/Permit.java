package io.sparsed.scheduler.admission;

/** A Permit allows one request to run; closing it admits the next one. Owned by one thread. */
public interface Permit extends AutoCloseable {

  /** Reports that the request was answered, so that forecasts learn from the time it took. */
  void answered();

  /** Ends the request's run. Closing again does nothing. */
  @Override
  void close();
}
