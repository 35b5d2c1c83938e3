package io.sparsed.bench.quality;

/**
 * The result of a sample.
 *
 * @param policy name of the policy
 * @param task kind of the task
 * @param length canvas length of the task in tokens
 * @param index index of the task among those of its kind and length
 * @param correct true if every expected string stands in the answer
 * @param answer text that the model wrote
 * @param kept share of the key blocks that a query block keeps in a sparse step; 1 if dense
 * @param attended share of the key blocks that a step attended to, over all steps
 * @param flops work in floating-point operations
 * @param full forwards that computed all rows
 * @param reused forwards that computed their active rows only
 * @param machine description of the machine that answered, in a line
 */
record SampleResult(
    String policy,
    String task,
    int length,
    int index,
    boolean correct,
    String answer,
    double kept,
    double attended,
    double flops,
    int full,
    int reused,
    String machine) {
  /** Returns the name of the prompt, the same under every policy. */
  String prompt() {
    return length + "/" + task + "/" + index;
  }

  /** Returns the name of the sample: a prompt under a policy. */
  String sample() {
    return policy + "/" + prompt();
  }
}
