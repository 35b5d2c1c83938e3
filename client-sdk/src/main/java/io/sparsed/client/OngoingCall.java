package io.sparsed.client;

import org.jspecify.annotations.Nullable;

/** An OngoingCall lets the receiver of a running call control it. Thread-safe. */
interface OngoingCall {
  /** Requests so many more messages. */
  void request(int messages);

  /** Cancels the call. */
  void cancel(String message, @Nullable Throwable cause);
}
