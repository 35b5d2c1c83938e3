package io.sparsed.client;

/**
 * What a client heard of a call, with which another scheduler can go on. Not thread-safe: used by
 * one attempt after the other.
 *
 * @param <Q> the request
 * @param <R> a response
 */
interface Heard<Q, R> {
  /** The request to send now. */
  Q request();

  /** Takes a response; false if it only says what was heard before. */
  boolean isNews(R response);

  /** Whether something was heard that would be lost with the call. */
  boolean isBegun();

  /** Whether all was heard; a scheduler that is lost now is not missed. */
  boolean isComplete();

  /** Of a call with one reply: it begins anew each time. */
  static <Q, R> Heard<Q, R> nothing(Q request) {
    return new Heard<>() {
      @Override
      public Q request() {
        return request;
      }

      @Override
      public boolean isNews(R response) {
        return true;
      }

      @Override
      public boolean isBegun() {
        return false;
      }

      @Override
      public boolean isComplete() {
        return false;
      }
    };
  }
}
