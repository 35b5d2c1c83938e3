package io.sparsed.bench.quality;

import io.sparsed.standalone.failure.UsageException;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * A set of tasks.
 *
 * @param all tasks in the order of their file
 */
record Tasks(List<Task> all) {
  /** The tasks made by {@code deploy/demo-model/heldout.py --count 40 --seed 2}. */
  private static final String HELD_OUT = "/quality/heldout.jsonl.gz";

  Tasks {
    all = List.copyOf(all);
  }

  /**
   * Returns the tasks of a file, a JSON object a line, or the held-out tasks of this artifact.
   *
   * @throws IOException if the command is damaged
   * @throws UsageException if the file cannot be read, or a line is no task; the message names it
   */
  static Tasks of(Optional<Path> file) throws IOException {
    return file.isPresent() ? ofFile(file.get()) : heldOut();
  }

  private static Tasks ofFile(Path file) {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      return read(file.toString(), lines);
    } catch (NoSuchFileException e) {
      throw new UsageException("--tasks: there is no file " + file);
    } catch (IOException | UncheckedIOException e) {
      throw new UsageException("--tasks: " + file + " is no text file: " + e.getMessage());
    }
  }

  private static Tasks heldOut() throws IOException {
    try (InputStream packed = Tasks.class.getResourceAsStream(HELD_OUT)) {
      if (packed == null) {
        throw new FileNotFoundException("the command lacks " + HELD_OUT);
      }
      return read(
          HELD_OUT,
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8)));
    }
  }

  private static Tasks read(String name, BufferedReader lines) {
    Map<String, Integer> indices = new HashMap<>();
    List<Task> tasks = new ArrayList<>();
    int number = 0;
    for (String line : lines.lines().toList()) {
      number++;
      if (!line.isBlank()) {
        try {
          tasks.add(TaskLine.parse(line, kind -> indices.merge(kind, 1, Integer::sum) - 1));
        } catch (IllegalArgumentException e) {
          throw new UsageException("%s:%d: %s".formatted(name, number, e.getMessage()));
        }
      }
    }
    return new Tasks(tasks);
  }

  /**
   * Returns the first tasks of each kind and length in the order of their index, so that a stopped
   * run has seen every kind and length equally often.
   *
   * @param lengths canvas lengths in tokens
   * @param samples tasks of each kind and length
   * @throws UsageException if there are no tasks of a length, or not as many
   */
  List<Task> first(Set<Integer> lengths, int samples) {
    for (int length : lengths) {
      if (all.stream().noneMatch(task -> task.length() == length)) {
        throw new UsageException(
            "no tasks of %d tokens; there are: %s".formatted(length, lengths()));
      }
    }
    List<Task> wanted = all.stream().filter(task -> lengths.contains(task.length())).toList();
    wanted.stream()
        .collect(Collectors.groupingBy(Tasks::group, Collectors.counting()))
        .forEach(
            (group, count) -> {
              if (count < samples) {
                throw new UsageException(
                    "--samples %d, but there are only %d tasks %s"
                        .formatted(samples, count, group));
              }
            });
    return wanted.stream()
        .filter(task -> task.index() < samples)
        .sorted((a, b) -> Integer.compare(a.index(), b.index()))
        .toList();
  }

  private String lengths() {
    return all.stream().map(Task::length).collect(Collectors.toCollection(TreeSet::new)).stream()
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }

  private static String group(Task task) {
    return "'%s' of %d tokens".formatted(task.kind(), task.length());
  }
}
