package io.sparsed.worker.tensor;

import ai.djl.ndarray.BaseNDManager;
import java.util.Map;

/** Counts the open tensors of a device, and the managers that hold tensors, recursively. */
public final class LiveTensors {
  private LiveTensors() {}

  /** Everything below the device's root manager. */
  public static int of(Torch torch) {
    return count((BaseNDManager) torch.manager());
  }

  private static int count(BaseNDManager manager) {
    int live = 0;
    for (Object resource : resources(manager).values()) {
      live += 1 + (resource instanceof BaseNDManager child ? count(child) : 0);
    }
    return live;
  }

  private static Map<?, ?> resources(BaseNDManager manager) {
    try {
      var field = BaseNDManager.class.getDeclaredField("resources");
      field.setAccessible(true);
      return (Map<?, ?>) field.get(manager);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("DJL keeps its resources elsewhere now", e);
    }
  }
}
