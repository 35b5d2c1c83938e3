package io.sparsed.standalone.cli;

/** Keeps a server up until the process is told to stop (SIGTERM, Ctrl-C), then lets it finish. */
final class Serving {
  private Serving() {}

  /** Waits for the end of a server. */
  @FunctionalInterface
  interface Termination {
    void await() throws InterruptedException;
  }

  /** Prints the line that a supervisor may wait for, and waits. */
  static void until(Termination end, Runnable close, Console console, String readyLine)
      throws InterruptedException {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(close));
    console.answer(readyLine);
    end.await();
  }
}
