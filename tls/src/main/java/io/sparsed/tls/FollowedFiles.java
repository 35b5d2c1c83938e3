package io.sparsed.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A FollowedFiles reads files again each second, and hands their content on when it changed.
 * Content that is refused, or that cannot be read, is told in the log; the former stays in use.
 * Thread-safe.
 */
public final class FollowedFiles implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FollowedFiles.class);
  private static final int SECONDS = 1;

  /** A Loader puts the content of files to use. */
  @FunctionalInterface
  public interface Loader {
    /**
     * Takes the content of all files, in order.
     *
     * @throws IllegalArgumentException with words for operators if it does not serve
     */
    void load(List<byte[]> contents);
  }

  private final List<Path> files;
  private final Loader loader;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(FollowedFiles::daemon);
  private List<byte[]> seen = List.of();
  private String problem = "";

  private FollowedFiles(List<Path> files, Loader loader) {
    this.files = List.copyOf(files);
    this.loader = loader;
  }

  /**
   * Loads the files once, and again whenever they change.
   *
   * @throws IllegalArgumentException if they cannot be read, or do not serve
   */
  public static FollowedFiles follow(List<Path> files, Loader loader) {
    FollowedFiles followed = new FollowedFiles(files, loader);
    followed.load();
    ScheduledFuture<?> unused =
        followed.timer.scheduleWithFixedDelay(followed::check, SECONDS, SECONDS, TimeUnit.SECONDS);
    return followed;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "followed-files");
    thread.setDaemon(true);
    return thread;
  }

  private void load() {
    try {
      List<byte[]> now = read();
      if (!Arrays.deepEquals(now.toArray(), seen.toArray())) {
        seen = now;
        loader.load(now);
      }
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file " + e.getMessage(), e);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot read " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      String names = files.stream().map(Path::toString).collect(Collectors.joining(", "));
      throw new IllegalArgumentException(names + ": " + e.getMessage(), e);
    }
  }

  private List<byte[]> read() throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(Files.readAllBytes(file));
    }
    return contents;
  }

  private void check() {
    try {
      load();
      problem = "";
    } catch (RuntimeException e) {
      String reason = String.valueOf(e.getMessage());
      if (!reason.equals(problem)) {
        problem = reason;
        log.error("what was read before stays in use: {}", reason);
      }
    }
  }

  /** Stops to follow; what was loaded stays in use. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
