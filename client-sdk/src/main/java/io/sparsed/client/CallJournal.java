package io.sparsed.client;

import java.util.Optional;

/**
 * A CallJournal keeps what a client has received of a call, so that another scheduler can go on
 * with it. Not thread-safe: the attempts of a call use it one after the other.
 *
 * @param <Q> the request
 * @param <R> a response
 */
interface CallJournal<Q, R> {
  /** Returns the request of the next attempt. */
  Q request();

  /** Records a response. Returns false if it repeats what an earlier attempt received. */
  boolean record(R response);

  /** Returns the id of the request, if the caller chose it or a scheduler told it. */
  Optional<String> requestId();

  /** Returns whether a scheduler has begun the work, which would be lost with the call. */
  boolean isBegun();

  /** Returns whether the last response was received, after which no scheduler is needed. */
  boolean isComplete();

  /**
   * Returns the journal of a unary call. There is nothing to resume, so every attempt sends the
   * original request.
   */
  static <Q, R> CallJournal<Q, R> ofUnary(Q request) {
    return new CallJournal<>() {
      @Override
      public Q request() {
        return request;
      }

      @Override
      public boolean record(R response) {
        return true;
      }

      @Override
      public Optional<String> requestId() {
        return Optional.empty();
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
