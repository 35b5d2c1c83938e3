package io.sparsed.bench.patterns;

import java.util.Optional;

/**
 * What the model is asked.
 *
 * @param text as it was given
 * @param tokenIds as the model gets it, template and special tokens included
 * @param expected what a right answer contains, where that is known
 */
record Question(String text, int[] tokenIds, Optional<String> expected) {
  /** Copies the array. */
  Question {
    tokenIds = tokenIds.clone();
  }

  @Override
  public int[] tokenIds() {
    return tokenIds.clone();
  }

  int tokens() {
    return tokenIds.length;
  }
}
