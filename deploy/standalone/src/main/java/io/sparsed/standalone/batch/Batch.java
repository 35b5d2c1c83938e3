package io.sparsed.standalone.batch;

import io.grpc.Channel;
import io.sparsed.standalone.failure.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file of requests and the file of their results.
 *
 * @param input a GenerateRequest in protobuf's JSON a line; blank lines do not count
 * @param output a result a line, in the order of the requests
 * @param concurrency requests in flight, at least 1
 * @param timeout of a request
 */
public record Batch(Path input, Path output, int concurrency, Optional<Duration> timeout) {
  /** Refuses a concurrency below 1, and to overwrite the requests. */
  public Batch {
    if (concurrency < 1) {
      throw new UsageException("--concurrency must be 1 or more, got " + concurrency);
    }
    if (input.toAbsolutePath().normalize().equals(output.toAbsolutePath().normalize())) {
      throw new UsageException("--input and --output are the same file");
    }
  }

  /** Hears how far a batch is. */
  public interface Progress {
    /** Before the first request: how many there are, and how many have a result from before. */
    void started(long requests, long resumed);

    /** A result is on the disk. */
    void finished(boolean succeeded);
  }

  /**
   * Runs what has no result yet.
   *
   * @param schedulers that are asked in turn, at least one
   * @throws IOException if a file cannot be read or written
   * @throws BatchStoppedException if the scheduler cannot be asked; running again resumes
   */
  public void run(List<? extends Channel> schedulers, Progress progress)
      throws IOException, InterruptedException {
    long requests = countRequests();
    try (ResultsFile results = ResultsFile.open(output);
        BufferedReader reader = Files.newBufferedReader(input);
        Stream<String> lines = reader.lines()) {
      if (results.linesFound() > requests) {
        throw new UsageException(
            "%s holds %d results, but %s only %d requests: it belongs to another batch"
                .formatted(output, results.linesFound(), input, requests));
      }
      progress.started(requests, results.linesFound());
      Iterator<String> left =
          lines.filter(line -> !line.isBlank()).skip(results.linesFound()).iterator();
      OrderedWork.run(
          left,
          concurrency,
          new RequestLine(schedulers, timeout),
          result -> {
            results.append(result);
            progress.finished(!result.startsWith("{\"error\""));
          });
    }
  }

  private long countRequests() throws IOException {
    try (Stream<String> lines = Files.lines(input)) {
      return lines.filter(line -> !line.isBlank()).count();
    }
  }
}
