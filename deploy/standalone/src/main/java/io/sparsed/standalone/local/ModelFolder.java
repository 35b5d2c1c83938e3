package io.sparsed.standalone.local;

import io.sparsed.worker.checkpoint.HuggingFaceCache;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A ModelFolder is the folder of a checkpoint. That of a demo model is temporary, since weights are
 * memory-mapped: {@link #close} deletes it, or else the end of the process does.
 */
public final class ModelFolder implements AutoCloseable {
  /** Name of the demo model that is served unless another model is named. */
  public static final String DEFAULT = DemoModel.LLADA.id();

  /** A line of help for commands with {@code --model}. */
  public static final String HELP =
      "--model also takes the name of a small model that comes along: demo (LLaDA; the default) or"
          + " demo-dream.";

  /** Name of the list of a demo model's files, a name a line. */
  private static final String INDEX = "files.txt";

  private final Path path;
  private final Optional<Path> temporary;
  private final Thread deleteAtExit = new Thread(this::delete);

  private ModelFolder(Path path, Optional<Path> temporary) {
    this.path = path;
    this.temporary = temporary;
    if (temporary.isPresent()) {
      Runtime.getRuntime().addShutdownHook(deleteAtExit);
    }
  }

  /**
   * Opens a folder, finds a model in Hugging Face's cache, or unpacks a demo model.
   *
   * @param named a folder, the name of a model in the cache, or the id of a demo model; empty for
   *     the first demo model
   * @throws IOException if a demo model cannot be unpacked
   * @throws io.sparsed.worker.checkpoint.CheckpointException if the cache lacks its snapshot
   */
  public static ModelFolder of(Optional<Path> named) throws IOException {
    Optional<DemoModel> demo = named.map(DemoModel::named).orElse(Optional.of(DemoModel.LLADA));
    if (demo.isEmpty()) {
      HuggingFaceCache cache = HuggingFaceCache.of(System.getenv());
      return new ModelFolder(cache.folder(named.orElseThrow()), Optional.empty());
    }
    Path parent = Files.createTempDirectory("sparsed-");
    // The name of the folder is the id of the model.
    ModelFolder folder = new ModelFolder(parent.resolve(demo.get().id()), Optional.of(parent));
    try {
      Files.createDirectory(folder.path);
      for (String name : index(demo.get())) {
        try (InputStream content = open(demo.get(), name)) {
          Files.copy(content, folder.path.resolve(name));
        }
      }
      return folder;
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static List<String> index(DemoModel model) throws IOException {
    try (InputStream content = open(model, INDEX)) {
      return new String(content.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    }
  }

  private static InputStream open(DemoModel model, String name) throws IOException {
    InputStream content = ModelFolder.class.getResourceAsStream(model.resources() + name);
    if (content == null) {
      throw new FileNotFoundException("the model " + model.id() + " lacks " + name);
    }
    return content;
  }

  /** Returns the path of the folder. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    if (temporary.isPresent()) {
      delete();
      try {
        Runtime.getRuntime().removeShutdownHook(deleteAtExit);
      } catch (IllegalStateException e) {
        // The process is ending: the hook runs, and finds nothing.
      }
    }
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(temporary.orElseThrow())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // The system cleans its temporary folder up after all.
    }
  }
}
