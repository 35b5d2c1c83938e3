package io.sparsed.containers;

import java.time.Duration;
import java.util.Map;

/** The images, built by the commands that docs/docker.md names. */
final class Images {
  static final String SCHEDULER = "sparsed-scheduler";
  static final String WORKER = "sparsed";

  private static final String DOCKERFILE = "deploy/docker/cpu.Dockerfile";

  private static boolean areBuilt;

  private Images() {}

  /** Builds the images unless this process has done so. */
  static synchronized void build() {
    if (!areBuilt) {
      long started = System.nanoTime();
      Map<String, String> builder = Map.of("DOCKER_BUILDKIT", "0");
      Engine.run(builder, "docker", "build", "-f", DOCKERFILE, "-t", WORKER, ".");
      Engine.run(
          builder,
          "docker",
          "build",
          "-f",
          DOCKERFILE,
          "--target",
          "scheduler",
          "-t",
          SCHEDULER,
          ".");
      areBuilt = true;
      System.out.printf(
          "the images were built in %d s%n",
          Duration.ofNanos(System.nanoTime() - started).toSeconds());
    }
  }
}
