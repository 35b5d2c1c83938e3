package io.sparsed.standalone.local;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * An UnpackedModel is a demo model in a temporary folder, since weights are memory-mapped. {@link
 * #close} deletes the folder, or else the end of the process does.
 */
final class UnpackedModel implements AutoCloseable {
  /** Name of the list of the checkpoint's files, a name a line. */
  private static final String INDEX = "files.txt";

  private final DemoModel model;
  private final Path parent;
  private final Thread deleteAtExit = new Thread(this::delete);

  private UnpackedModel(DemoModel model, Path parent) {
    this.model = model;
    this.parent = parent;
  }

  /**
   * Unpacks a model.
   *
   * @throws IOException if the temporary folder cannot be written
   */
  static UnpackedModel of(DemoModel model) throws IOException {
    UnpackedModel unpacked = new UnpackedModel(model, Files.createTempDirectory("sparsed-"));
    Runtime.getRuntime().addShutdownHook(unpacked.deleteAtExit);
    try {
      Files.createDirectory(unpacked.checkpoint());
      for (String name : unpacked.index()) {
        try (InputStream content = unpacked.open(name)) {
          Files.copy(content, unpacked.checkpoint().resolve(name));
        }
      }
      return unpacked;
    } catch (IOException | RuntimeException e) {
      unpacked.close();
      throw e;
    }
  }

  private List<String> index() throws IOException {
    try (InputStream content = open(INDEX)) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    }
  }

  private InputStream open(String name) throws IOException {
    InputStream content = UnpackedModel.class.getResourceAsStream(model.resources() + name);
    if (content == null) {
      throw new FileNotFoundException("the model " + model.id() + " lacks " + name);
    }
    return content;
  }

  /** Returns the checkpoint folder, whose name is the id of the model. */
  Path checkpoint() {
    return parent.resolve(model.id());
  }

  @Override
  public void close() {
    delete();
    try {
      Runtime.getRuntime().removeShutdownHook(deleteAtExit);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, and finds nothing.
    }
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(parent)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // What is left lies in the temporary folder of the system, which cleans up after all.
    }
  }
}
