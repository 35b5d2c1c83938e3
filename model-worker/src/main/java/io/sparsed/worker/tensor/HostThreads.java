package io.sparsed.worker.tensor;

/**
 * Sets the way in which libtorch's CPU threads wait for each other. By default they spin, which
 * slows every operator down where other processes use the same cores.
 */
final class HostThreads {
  static final String POLICY = "OMP_WAIT_POLICY";

  private HostThreads() {}

  /**
   * Makes the threads sleep while they wait, unless the environment sets a policy. It must be
   * called before libtorch is loaded, and has no effect where C has no {@code setenv}.
   */
  static void sleepWhileWaiting() {
    ProcessEnvironment.setUnlessSet(POLICY, "PASSIVE");
  }
}
