package io.sparsed.standalone.failure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/** Tells in words for people which file cannot be used, and why. */
public final class FileProblem {
  private FileProblem() {}

  /** An Access reads or writes a file. */
  @FunctionalInterface
  public interface Access<T> {
    T run() throws IOException;
  }

  /**
   * Returns what the access returns.
   *
   * @param verb "read" or "write"
   * @throws IOException if it fails; the message names the file and the reason
   */
  public static <T> T named(String verb, Path file, Access<T> access) throws IOException {
    try {
      return access.run();
    } catch (IOException e) {
      throw named(verb, file, e);
    } catch (UncheckedIOException e) {
      throw named(verb, file, Objects.requireNonNull(e.getCause()));
    }
  }

  private static IOException named(String verb, Path file, IOException problem) {
    return new IOException("cannot %s %s: %s".formatted(verb, file, reason(problem)), problem);
  }

  /** Returns the reason without the name of the file. */
  public static String reason(IOException problem) {
    return switch (problem) {
      case NoSuchFileException _ -> "no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      case CharacterCodingException _ -> "it is not UTF-8 text";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default ->
          Objects.requireNonNullElse(problem.getMessage(), problem.getClass().getSimpleName());
    };
  }
}
