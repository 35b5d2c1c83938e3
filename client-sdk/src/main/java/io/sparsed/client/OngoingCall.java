package io.sparsed.client;

import org.jspecify.annotations.Nullable;

/** A call that runs, as its receiver steers it. Thread-safe. */
interface OngoingCall {
  /** Asks for so many more messages. */
  void request(int messages);

  /** Ends the call, with the cause if there is one. */
  void cancel(String message, @Nullable Throwable cause);
}
