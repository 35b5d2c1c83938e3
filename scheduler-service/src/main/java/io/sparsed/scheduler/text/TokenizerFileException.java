package io.sparsed.scheduler.text;

/** Thrown when a tokenizer file is broken; the message begins with the file's name. */
public final class TokenizerFileException extends IllegalArgumentException {
  TokenizerFileException(String fileName, String problem) {
    super(fileName + ": " + problem);
  }

  TokenizerFileException(String fileName, String problem, Throwable cause) {
    super(fileName + ": " + problem, cause);
  }
}
