package io.sparsed.client;

/** A Usage counts the tokens, steps and work of a generation. */
public final class Usage extends WireValue<io.sparsed.v1.Usage> {
  Usage(io.sparsed.v1.Usage message) {
    super(message);
  }

  /** {@return the tokens of the prompt} */
  public int promptTokens() {
    return message.getPromptTokens();
  }

  /** {@return the tokens of the answer before the first end-of-sequence token} */
  public int completionTokens() {
    return message.getCompletionTokens();
  }

  /** {@return the forward passes with dense attention, including the one that took the pattern} */
  public int denseSteps() {
    return message.getDenseSteps();
  }

  /** {@return the forward passes with block-sparse attention} */
  public int sparseSteps() {
    return message.getSparseSteps();
  }

  /** {@return the forward passes, dense and sparse ones, that reused keys and values} */
  public int reuseSteps() {
    return message.getReuseSteps();
  }

  /** {@return the number of times that a scheduler was lost and another went on} */
  public int resumes() {
    return message.getResumes();
  }

  /** {@return the work of the forward passes in floating-point operations} */
  public double flops() {
    return message.getFlops();
  }

  /**
   * {@return the share of the pairs of a query and a key that attention read, in [0, 1], the mean
   * of all forward passes; 1 if every one was dense}
   */
  public double attended() {
    return message.getAttended();
  }
}
