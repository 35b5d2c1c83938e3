package io.sparsed.standalone.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The folder of a checkpoint. That of a demo model is temporary and deleted by {@link #close}. */
public final class ModelFolder implements AutoCloseable {
  /** A line of help for commands with {@code --model}. */
  public static final String HELP =
      "--model also takes the name of a small model that comes along: demo (LLaDA; the default) or"
          + " demo-dream.";

  private final Path path;
  private final Runnable closer;

  private ModelFolder(Path path, Runnable closer) {
    this.path = path;
    this.closer = closer;
  }

  /**
   * Opens a folder, or unpacks a demo model.
   *
   * @param named a folder, or the id of a demo model; empty for the first demo model
   * @throws IOException if a demo model cannot be unpacked
   */
  public static ModelFolder of(Optional<Path> named) throws IOException {
    Optional<DemoModel> demo = named.map(DemoModel::named).orElse(Optional.of(DemoModel.LLADA));
    if (demo.isEmpty()) {
      return new ModelFolder(named.orElseThrow(), () -> {});
    }
    UnpackedModel unpacked = UnpackedModel.of(demo.get());
    return new ModelFolder(unpacked.checkpoint(), unpacked::close);
  }

  /** Returns the path of the folder. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    closer.run();
  }
}
