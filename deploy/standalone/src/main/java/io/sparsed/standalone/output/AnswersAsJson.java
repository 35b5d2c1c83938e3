package io.sparsed.standalone.output;

/** A command whose failures are JSON too, where its answer would be. */
public interface AnswersAsJson {
  /** Whether this run was asked for JSON. */
  boolean answersAsJson();
}
