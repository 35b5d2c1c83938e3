package io.sparsed.client;

/** Why an answer ended. */
public enum FinishReason {
  /** A reason that this client does not know. */
  UNKNOWN,
  /** The model wrote its end-of-sequence token. */
  EOS,
  /** All of the generation was used. */
  LENGTH
}
