package io.sparsed.standalone.cli;

/** Keeps a server up until the process is told to stop, by SIGTERM or Ctrl-C. */
final class Serving {
  private Serving() {}

  /** A Termination waits for the end of a server. */
  @FunctionalInterface
  interface Termination {
    void await() throws InterruptedException;
  }

  /**
   * Prints a line and waits for the end of the server.
   *
   * @param close closes the server when the process is told to stop
   * @param readyLine line that a supervisor may wait for
   */
  static void until(Termination end, Runnable close, Console console, String readyLine)
      throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(close));
    console.answer(readyLine);
    end.await();
  }
}
