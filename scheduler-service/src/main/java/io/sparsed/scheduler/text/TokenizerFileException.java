package io.sparsed.scheduler.text;

/** Thrown when a tokenizer file is broken; the message begins with the file's name. */
public final class TokenizerFileException extends IllegalArgumentException {
  private final String fileName;

  TokenizerFileException(String fileName, String problem) {
    super(fileName + ": " + problem);
    this.fileName = fileName;
  }

  TokenizerFileException(String fileName, String problem, Throwable cause) {
    super(fileName + ": " + problem, cause);
    this.fileName = fileName;
  }

  /** Returns the name in the checkpoint folder, {@code tokenizer.json} for example. */
  public String fileName() {
    return fileName;
  }
}
