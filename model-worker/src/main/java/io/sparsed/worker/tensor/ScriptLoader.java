package io.sparsed.worker.tensor;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.pytorch.engine.PtModel;
import ai.djl.pytorch.engine.PtSymbolBlock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Loads the graph pieces of the jar onto one device, and keeps them until it is closed. */
final class ScriptLoader implements AutoCloseable {
  private final Device device;
  private final List<Model> modules = new ArrayList<>();

  ScriptLoader(Device device) {
    this.device = device;
  }

  /** The piece {@code torchscript/NAME.py}, with what all pieces have in common before it. */
  Script load(String name) {
    var archive = TorchScriptArchive.of(source("common") + source(name));
    var model = (PtModel) Model.newInstance(name, device, Torch.ENGINE);
    modules.add(model);
    try {
      model.load(new ByteArrayInputStream(archive));
    } catch (IOException | MalformedModelException e) {
      throw new IllegalStateException("torchscript/" + name + ".py does not load", e);
    }
    return new Script((PtSymbolBlock) model.getBlock());
  }

  private static String source(String name) {
    var resource = "/torchscript/" + name + ".py";
    try (var in = ScriptLoader.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no graph piece " + resource);
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
