package io.sparsed.standalone.local;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The models that the command brings along; each is a folder of the resource {@code demo-model}.
 */
enum DemoModel {
  LLADA("demo"),
  DREAM("demo-dream");

  private final String id;

  DemoModel(String id) {
    this.id = id;
  }

  /** What it is called on the command line and over gRPC. */
  String id() {
    return id;
  }

  /** The resource folder of its checkpoint, with a slash at the end. */
  String resources() {
    return switch (this) {
      case LLADA -> "/demo-model/llada/";
      case DREAM -> "/demo-model/dream/";
    };
  }

  /**
   * The model that a bare name means; empty for any other path. A folder of such a name is {@code
   * ./demo}.
   */
  static Optional<DemoModel> named(Path path) {
    return Arrays.stream(values()).filter(model -> model.id.equals(path.toString())).findFirst();
  }
}
