package io.sparsed.standalone.failure;

/** The exit codes of the process. */
public final class ExitCode {
  /** The command succeeded. */
  public static final int OK = 0;

  /** The command failed. */
  public static final int FAILED = 1;

  /** The command or the request is wrong. */
  public static final int USAGE = 2;

  /** The command was interrupted from the keyboard, as shells report it. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
