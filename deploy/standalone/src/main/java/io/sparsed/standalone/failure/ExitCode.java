package io.sparsed.standalone.failure;

/** What the process ends with. */
public final class ExitCode {
  /** All is well. */
  public static final int OK = 0;

  /** The command was right, but failed. */
  public static final int FAILED = 1;

  /** The command or the request is wrong. */
  public static final int USAGE = 2;

  /** What a shell reports of a process that was interrupted from the keyboard. */
  public static final int INTERRUPTED = 130;

  private ExitCode() {}
}
