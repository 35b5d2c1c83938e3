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
 * The model that the command brings along, unpacked into a temporary folder because weights are
 * memory-mapped. The folder is deleted on {@link #close}, or else at the end of the process.
 */
final class DemoModel implements AutoCloseable {
  private static final String RESOURCES = "/demo-model/";

  /** Lists the files of the checkpoint, a name a line. */
  private static final String INDEX = "files.txt";

  private final Path parent;
  private final Thread deleteAtExit = new Thread(this::delete);

  private DemoModel(Path parent) {
    this.parent = parent;
  }

  /**
   * Unpacks the model.
   *
   * @throws IOException if the temporary folder cannot be written
   */
  static DemoModel unpack() throws IOException {
    DemoModel model = new DemoModel(Files.createTempDirectory("sparsed-"));
    Runtime.getRuntime().addShutdownHook(model.deleteAtExit);
    try {
      Files.createDirectory(model.checkpoint());
      for (String name : index()) {
        try (InputStream content = open(name)) {
          Files.copy(content, model.checkpoint().resolve(name));
        }
      }
      return model;
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static List<String> index() throws IOException {
    try (InputStream content = open(INDEX)) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    }
  }

  private static InputStream open(String name) throws IOException {
    InputStream content = DemoModel.class.getResourceAsStream(RESOURCES + name);
    if (content == null) {
      throw new FileNotFoundException("the demo model lacks " + name);
    }
    return content;
  }

  /** The checkpoint folder; its name is the id of the model. */
  Path checkpoint() {
    return parent.resolve("demo");
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
