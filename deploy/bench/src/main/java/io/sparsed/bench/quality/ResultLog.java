package io.sparsed.bench.quality;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.standalone.batch.ResultsFile;
import io.sparsed.standalone.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The log of a run: the first line of its file tells what was run, each other line is a result, on
 * the disk as soon as it is there. Owned by one thread.
 */
final class ResultLog implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, SampleResult> results = new LinkedHashMap<>();
  private final Optional<ResultsFile> file;

  private ResultLog(Optional<ResultsFile> file) {
    this.file = file;
  }

  /** Creates a log without a file. */
  static ResultLog inMemory() {
    return new ResultLog(Optional.empty());
  }

  /**
   * Opens the log of a run, with the results of an earlier, interrupted part of it.
   *
   * @param run what is run: model, tasks and settings
   * @throws IOException if the file cannot be written
   * @throws UsageException if it holds the results of another run
   */
  static ResultLog open(Path path, Map<String, Object> run) throws IOException {
    // Read before it is opened for writing: closing any reader would give up the writer's lock.
    List<String> lines = completeLines(path);
    String expected = JSON.writeValueAsString(run);
    if (!lines.isEmpty() && !lines.getFirst().equals(expected)) {
      throw new UsageException(
          "%s:1 tells of another run: %s; this one is %s; choose another --report"
              .formatted(path, lines.getFirst(), expected));
    }
    ResultLog log = new ResultLog(Optional.of(ResultsFile.open(path)));
    try {
      for (int i = 1; i < lines.size(); i++) {
        SampleResult result = parse(path, i + 1, lines.get(i));
        log.results.put(result.sample(), result);
      }
      if (lines.isEmpty()) {
        log.file.orElseThrow().append(expected);
      }
      return log;
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  private static List<String> completeLines(Path path) throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    String text = Files.readString(path);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private static SampleResult parse(Path path, int line, String text) {
    try {
      return JSON.readValue(text, SampleResult.class);
    } catch (JsonProcessingException e) {
      throw new UsageException("%s:%d is no result: choose another --report".formatted(path, line));
    }
  }

  /** Returns true if a sample has its result. */
  boolean has(Sample sample) {
    return results.containsKey(sample.name());
  }

  /**
   * Adds a result.
   *
   * @throws IOException if it cannot be written
   */
  void add(SampleResult result) throws IOException {
    if (file.isPresent()) {
      file.get().append(JSON.writeValueAsString(result));
    }
    results.put(result.sample(), result);
  }

  /** Returns the results of samples, as far as they are there, in the order of the samples. */
  List<SampleResult> of(List<Sample> samples) {
    return samples.stream().filter(this::has).map(each -> results.get(each.name())).toList();
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
