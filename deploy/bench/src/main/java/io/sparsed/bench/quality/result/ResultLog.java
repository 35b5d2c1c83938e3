package io.sparsed.bench.quality.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.standalone.batch.ResultsFile;
import io.sparsed.standalone.failure.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The results of a run, on the disk as soon as they are there: its first line says what was run,
 * each other line is a result. Owned by one thread.
 */
public final class ResultLog implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MACHINE = "machine";

  private final Map<Result.Key, Result> results;
  private final Set<String> machines;
  private final String machine;
  private final Optional<ResultsFile> file;

  private ResultLog(
      Map<Result.Key, Result> results,
      Set<String> machines,
      String machine,
      Optional<ResultsFile> file) {
    this.results = results;
    this.machines = machines;
    this.machine = machine;
    this.file = file;
  }

  /**
   * Remembers results for as long as the process lives.
   *
   * @param machine what this machine is, in a line
   */
  public static ResultLog inMemory(String machine) {
    return new ResultLog(new LinkedHashMap<>(), new LinkedHashSet<>(), machine, Optional.empty());
  }

  /**
   * Opens a file, and reads the results of an earlier, interrupted run.
   *
   * @param run what is run
   * @param machine what this machine is, in a line; a run may continue on another
   * @throws IOException if the file cannot be written
   * @throws UsageException if it holds the results of something else
   */
  public static ResultLog open(Path path, ObjectNode run, String machine) throws IOException {
    // Read before it is opened for writing: closing any reader would give up the writer's lock.
    List<String> lines = completeLines(path);
    ResultLog log = inMemory(machine);
    if (!lines.isEmpty()) {
      JsonNode before = parse(path, 1, lines.getFirst());
      if (!before.equals(parse(path, 1, run.toString()))) {
        throw new UsageException(
            "%s holds results of another run: %s; this one is %s; choose another --out"
                .formatted(path, before, run));
      }
      log.readResults(path, lines);
    }
    ResultsFile file = ResultsFile.open(path);
    if (file.linesFound() == 0) {
      file.append(run.toString());
    }
    return new ResultLog(log.results, log.machines, machine, Optional.of(file));
  }

  /**
   * Reads the results of an earlier run, to look at.
   *
   * @param settings of that run
   * @throws IOException if the file cannot be read
   * @throws UsageException if there are none, or they were measured with other settings
   */
  public static Measured measured(Path path, Settings settings) throws IOException {
    List<String> lines = completeLines(path);
    if (lines.isEmpty()) {
      throw new UsageException(
          "%s holds no results yet: run without --report-only".formatted(path));
    }
    JsonNode run = parse(path, 1, lines.getFirst());
    if (!run.path("settings").equals(parse(path, 1, settings.toJson().toString()))) {
      throw new UsageException(
          "%s was measured with %s, the flags say %s: give the same flags"
              .formatted(path, run.path("settings"), settings.toJson()));
    }
    ResultLog log = inMemory("");
    log.readResults(path, lines);
    return new Measured(run.path("model").asText(), log);
  }

  /**
   * Results of an earlier run.
   *
   * @param model id of the model
   */
  public record Measured(String model, ResultLog results) {}

  private void readResults(Path path, List<String> lines) {
    for (int i = 1; i < lines.size(); i++) {
      JsonNode line = parse(path, i + 1, lines.get(i));
      Result result = Result.of(line);
      results.put(result.key(), result);
      machines.add(line.path(MACHINE).asText());
    }
  }

  private static List<String> completeLines(Path path) throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    String text = Files.readString(path);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private static JsonNode parse(Path path, int line, String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UsageException("%s:%d is no result: choose another --out".formatted(path, line));
    }
  }

  /** Whether a sample has its result. */
  public boolean has(Result.Key sample) {
    return results.containsKey(sample);
  }

  /**
   * Keeps a result.
   *
   * @throws IOException if it cannot be written
   */
  public void add(Result result) throws IOException {
    if (file.isPresent()) {
      file.get().append(result.toJson().put(MACHINE, machine).toString());
    }
    results.put(result.key(), result);
    machines.add(machine);
  }

  /** The machines that the results come from, each in a line, in the order of their first. */
  public List<String> machines() {
    return List.copyOf(machines);
  }

  /** The results of some samples, as far as they are there, in the order of the samples. */
  public List<Result> of(List<Result.Key> samples) {
    return samples.stream().filter(results::containsKey).map(results::get).toList();
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
