package io.sparsed.standalone.output;

/** An AnswersAsJson is a command that can print its answer, or its failure, as JSON. */
public interface AnswersAsJson {
  /** Returns whether JSON is asked for. */
  boolean answersAsJson();
}
