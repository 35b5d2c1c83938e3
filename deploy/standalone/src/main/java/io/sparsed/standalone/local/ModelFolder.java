package io.sparsed.standalone.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The checkpoint folder that was named, or a demo model's, which goes away on {@link #close}. */
public final class ModelFolder implements AutoCloseable {
  private final Path path;
  private final Runnable closer;

  private ModelFolder(Path path, Runnable closer) {
    this.path = path;
    this.closer = closer;
  }

  /**
   * The folder.
   *
   * @param named a folder, or the id of a demo model; the first demo model if empty
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

  /** Where it is. */
  public Path path() {
    return path;
  }

  @Override
  public void close() {
    closer.run();
  }
}
