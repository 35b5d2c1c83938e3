package io.sparsed.bench.http;

import java.io.IOException;

/** Streams read answers of workers without model. Thread-safe. */
interface Streams {
  /** Returns the prompt of every answer: its tokens do not matter. */
  static int[] prompt() {
    return new int[] {1, 2, 3, 4, 5, 6, 7, 8};
  }

  /** Reads an answer to its end and returns the tokens that its steps committed. */
  int read() throws IOException, InterruptedException;
}
