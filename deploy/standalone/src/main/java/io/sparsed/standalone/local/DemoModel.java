package io.sparsed.standalone.local;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The small models that the command brings along, as folders of the resource {@code demo-model}.
 */
enum DemoModel {
  LLADA("demo"),
  DREAM("demo-dream");

  private final String id;

  DemoModel(String id) {
    this.id = id;
  }

  /** Returns the id of the model, on the command line and over gRPC. */
  String id() {
    return id;
  }

  /** Returns the resource folder of its checkpoint, with a slash at the end. */
  String resources() {
    return switch (this) {
      case LLADA -> "/demo-model/llada/";
      case DREAM -> "/demo-model/dream/";
    };
  }

  /**
   * Returns the model that a path names; empty if it names none. A folder of such a name is written
   * {@code ./demo}.
   */
  static Optional<DemoModel> named(Path path) {
    return Arrays.stream(values()).filter(model -> model.id.equals(path.toString())).findFirst();
  }
}
