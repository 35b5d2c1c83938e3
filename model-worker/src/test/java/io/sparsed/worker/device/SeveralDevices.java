package io.sparsed.worker.device;

import io.sparsed.worker.cuda.Gpu;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.model.Precision;
import io.sparsed.worker.tensor.Communicator;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.time.Duration;
import java.util.Collections;

/** Loads small models on several devices: in fp32 on CPUs, in bf16 on GPUs. */
public final class SeveralDevices {
  private SeveralDevices() {}

  /** Opens devices of a communicator, which are broken after a time without any progress. */
  public static Devices open(Communicator communicator, Duration patience) {
    var names = Collections.nCopies(communicator.devices(), "cpu");
    return new Devices(names, _ -> communicator, patience);
  }

  /** Loads a model on a number of devices. */
  static ModelRunner load(ModelSpec spec, int devices, PatternStore patterns) {
    return load(spec, Devices.open(Collections.nCopies(devices, "cpu")), patterns);
  }

  /** Loads a model on devices, which it closes. */
  static ModelRunner load(ModelSpec spec, Devices devices, PatternStore patterns) {
    try {
      var replicas = new Replicas(devices, spec, torch -> source(torch, spec), Precision.FULL);
      return new ModelRunner(replicas, patterns, 1L << 30);
    } catch (RuntimeException e) {
      devices.close();
      throw e;
    }
  }

  private static Replicas.Source source(Torch torch, ModelSpec spec) {
    var type = torch.isGpu() ? ElementType.BFLOAT16 : ElementType.FLOAT32;
    return new Replicas.Source(
        Kernels.find(torch, type, Gpu.library()), new NamedWeights(torch, spec, type));
  }
}
