package io.sparsed.worker.tensor;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtModel;
import ai.djl.pytorch.engine.PtSymbolBlock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Loads the scripts of the jar onto one device, and keeps them until it is closed. */
final class ScriptLoader implements AutoCloseable {
  private final Device device;
  private final BooleanSupplier isRecording;
  private final String shared;
  private final List<Model> modules = new ArrayList<>();

  /**
   * Makes a loader.
   *
   * @param isRecording true while what the device does is recorded
   */
  ScriptLoader(Device device, BooleanSupplier isRecording) {
    this.device = device;
    this.isRecording = isRecording;
    var linear = !device.isGpu() && compiles(source("linear_onednn")) ? "onednn" : "aten";
    this.shared = source("common") + source("linear_" + linear);
  }

  /**
   * Loads the script {@code torchscript/NAME.py}, preceded by the functions that all scripts share.
   */
  Script load(String name) {
    var model = (PtModel) Model.newInstance(name, device, Torch.ENGINE);
    modules.add(model);
    compile(model, shared + source(name));
    return new Script((PtSymbolBlock) model.getBlock(), isRecording);
  }

  /** True if this build of libtorch has every operator that the functions use. */
  boolean compiles(String functions) {
    try (var model = (PtModel) Model.newInstance("probe", device, Torch.ENGINE)) {
      compile(model, functions);
      return true;
    } catch (EngineException e) {
      return false;
    }
  }

  private static void compile(PtModel model, String functions) {
    try {
      model.load(new ByteArrayInputStream(TorchScriptArchive.of(functions)));
    } catch (IOException | MalformedModelException e) {
      throw new IllegalStateException("torchscript/" + model.getName() + ".py does not load", e);
    }
  }

  private static String source(String name) {
    var resource = "/torchscript/" + name + ".py";
    try (var in = ScriptLoader.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no script " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    modules.forEach(Model::close);
  }
}
