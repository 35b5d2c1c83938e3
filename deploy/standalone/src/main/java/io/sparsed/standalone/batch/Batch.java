package io.sparsed.standalone.batch;

import io.sparsed.client.RetryPolicy;
import io.sparsed.client.WireClient;
import io.sparsed.standalone.failure.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.stream.Stream;

/**
 * A Batch answers a file of requests, and writes a file of their results.
 *
 * @param input file with a GenerateRequest in protobuf's JSON on each line; blank lines do not
 *     count
 * @param output file with a result on each line, in the order of the requests
 * @param concurrency requests in flight, at least 1
 */
public record Batch(Path input, Path output, int concurrency) {
  /** Policy of a batch's client: waits half a minute for a scheduler that can take a request. */
  public static final RetryPolicy RETRY_POLICY =
      new RetryPolicy(7, Duration.ofMillis(250), Duration.ofSeconds(16), true);

  /** Throws if the concurrency is below 1, or the results would overwrite the requests. */
  public Batch {
    if (concurrency < 1) {
      throw new UsageException("--concurrency must be 1 or more, got " + concurrency);
    }
    if (input.toAbsolutePath().normalize().equals(output.toAbsolutePath().normalize())) {
      throw new UsageException("--input and --output are the same file");
    }
  }

  /** A Progress learns how far a batch is. */
  public interface Progress {
    /**
     * Called before the first request.
     *
     * @param requests number of requests in the input
     * @param resumed number of results that an earlier run left
     */
    void started(long requests, long resumed);

    /** Called after each result that is on the disk. */
    void finished(boolean succeeded);
  }

  /**
   * Runs the requests that have no result yet.
   *
   * @throws IOException if a file cannot be read or written
   * @throws BatchStoppedException if no scheduler can be asked; running again resumes
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void run(WireClient client, Progress progress) throws IOException, InterruptedException {
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
          new RequestLine(client),
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
