package io.sparsed.standalone.batch;

import io.sparsed.client.RetryPolicy;
import io.sparsed.client.WireClient;
import io.sparsed.standalone.failure.FileProblem;
import io.sparsed.standalone.failure.UsageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A Batch answers a file of requests, and writes a file of their results in the same order. */
public final class Batch implements AutoCloseable {
  /** Policy of a batch's client: waits half a minute for a scheduler that can take a request. */
  public static final RetryPolicy RETRY_POLICY =
      RetryPolicy.builder()
          .attempts(7)
          .backoff(Duration.ofMillis(250), Duration.ofSeconds(16))
          .patient(true)
          .build();

  private final Path input;
  private final Path output;
  private final Optional<String> model;
  private final long requests;
  private final ResultsFile results;
  private long failedBefore;

  private Batch(Path input, Path output, Optional<String> model) throws IOException {
    this.input = input;
    this.output = output;
    this.model = model;
    this.requests =
        FileProblem.named(
            "read",
            input,
            () -> {
              try (RequestReader reader = new RequestReader(input, model)) {
                return reader.skip(Long.MAX_VALUE);
              }
            });
    this.results = ResultsFile.open(output, this::check);
  }

  /**
   * Opens the files, and checks that results that are there already belong to the requests.
   *
   * @param input file with a GenerateRequest in protobuf's JSON on each line
   * @param output file with a {@link Result} on each line
   * @param model id of the model of requests that name none; empty leaves that to the scheduler
   * @throws IOException if a file cannot be read or written
   * @throws UsageException if the results are those of other requests
   */
  public static Batch open(Path input, Path output, Optional<String> model) throws IOException {
    boolean isSame =
        (Files.exists(input) && Files.exists(output))
            ? Files.isSameFile(input, output)
            : input.toAbsolutePath().normalize().equals(output.toAbsolutePath().normalize());
    if (isSame) {
      throw new UsageException("--input and --output are the same file");
    }
    return new Batch(input, output, model);
  }

  /** A Progress learns how far a batch is. */
  public interface Progress {
    /**
     * Called before the first request.
     *
     * @param requests number of requests in the input
     * @param resumed number of results that an earlier run left
     * @param failed number of failures among those
     */
    void started(long requests, long resumed, long failed);

    /** Called after each result that is on the disk. */
    void finished(boolean succeeded);
  }

  /**
   * Runs the requests that have no result yet.
   *
   * @param concurrency requests in flight, at least 1
   * @throws IOException if a file cannot be read or written
   * @throws BatchStoppedException if no scheduler can be asked; running again resumes
   * @throws InterruptedException if the calling thread is interrupted
   */
  public void run(WireClient client, int concurrency, Progress progress)
      throws IOException, InterruptedException {
    progress.started(requests, results.linesFound(), failedBefore);
    try (RequestReader reader = new RequestReader(input, model)) {
      long _ = reader.skip(results.linesFound());
      OrderedWork.run(
          reader,
          concurrency,
          new RequestWork(client),
          result -> {
            results.append(result.json());
            progress.finished(!result.isFailure());
          });
    }
  }

  /** Throws unless the complete lines of the output are results of the first requests. */
  private void check(long complete) throws IOException {
    try (RequestReader reader = new RequestReader(input, model);
        BufferedReader lines = Files.newBufferedReader(output)) {
      for (long line = 1; line <= complete; line++) {
        Result.Binding found = Result.read(String.valueOf(lines.readLine()));
        if (!reader.hasNext() || !found.digest().equals(reader.next().digest())) {
          throw ofAnotherBatch(line);
        }
        failedBefore += found.isFailure() ? 1 : 0;
      }
      @Nullable String torn = lines.readLine();
      if (torn != null && !torn.startsWith(Result.BEGIN) && !Result.BEGIN.startsWith(torn)) {
        throw ofAnotherBatch(complete + 1);
      }
    }
  }

  private UsageException ofAnotherBatch(long line) {
    return new UsageException(
        "line %d of %s is not the result of request %1$d of %s for this model: it belongs to another batch; name another --output, or remove it"
            .formatted(line, output, input));
  }

  @Override
  public void close() throws IOException {
    results.close();
  }
}
