package io.sparsed.client;

/** A FinishReason tells why an answer ends where it does. */
public enum FinishReason {
  /** A reason of a newer server, which this client does not know. */
  UNKNOWN,
  /** The model wrote its end-of-sequence token. */
  EOS,
  /** The generation was used up. */
  LENGTH
}
