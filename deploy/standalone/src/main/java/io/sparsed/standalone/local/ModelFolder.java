package io.sparsed.standalone.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The checkpoint folder that was named, or the demo model's, which goes away on {@link #close}. */
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
   * @throws IOException if the demo model cannot be unpacked
   */
  public static ModelFolder of(Optional<Path> named) throws IOException {
    if (named.isPresent()) {
      return new ModelFolder(named.get(), () -> {});
    }
    DemoModel demo = DemoModel.unpack();
    return new ModelFolder(demo.checkpoint(), demo::close);
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
