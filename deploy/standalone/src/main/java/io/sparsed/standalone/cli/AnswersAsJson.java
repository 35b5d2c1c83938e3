package io.sparsed.standalone.cli;

/** A command whose failures are JSON too, where its answer would be. */
interface AnswersAsJson {
  /** Whether this run was asked for JSON. */
  boolean answersAsJson();
}
