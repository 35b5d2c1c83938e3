package io.sparsed.bench;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.AttentionKernels;
import io.sparsed.worker.attention.AttentionPrecision;
import io.sparsed.worker.attention.BlockSelection;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.attention.Span;
import io.sparsed.worker.cuda.HeadCounts;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of one attention layer: its shape, its sparsity, and the device that runs it. */
final class LayerFlags {
  @Option(
      names = "--tokens",
      defaultValue = "4096",
      description = "Canvas length. Default: ${DEFAULT-VALUE}.")
  int tokens;

  @Option(
      names = "--gen-length",
      defaultValue = "128",
      description = "Generated tokens. Default: ${DEFAULT-VALUE}.")
  int genLength;

  @Option(names = "--heads", defaultValue = "8", description = "Heads. Default: ${DEFAULT-VALUE}.")
  int heads;

  @Option(names = "--kv-heads", description = "Key/value heads. Default: as heads.")
  @Nullable Integer kvHeads;

  @Option(
      names = "--head-dim",
      defaultValue = "64",
      description = "Head dimensions. Default: ${DEFAULT-VALUE}.")
  int headDim;

  @Option(
      names = "--block-size",
      defaultValue = "128",
      description = "Tokens of a block. Default: ${DEFAULT-VALUE}.")
  int blockSize;

  @Option(
      names = "--select",
      defaultValue = "0.3",
      description = "Share of the blocks kept. Default: ${DEFAULT-VALUE}.")
  double select;

  @Option(names = "--device", defaultValue = "cpu", description = "cpu, cuda:N or auto.")
  String device = "cpu";

  @Option(names = "--dtype", defaultValue = "float32", description = "float32, bfloat16, float16.")
  ElementType type = ElementType.FLOAT32;

  @Option(names = "--kernels", description = "Library of CUDA kernels. Default: the one built in.")
  private @Nullable Path library;

  /** Returns the CUDA kernels of the device, if it has any. */
  Kernels kernels(Torch torch) {
    return Kernels.find(torch, type, Optional.ofNullable(library));
  }

  /** Returns attention by these kernels. */
  AttentionKernels attention(Torch torch, Kernels kernels, AttentionPrecision precision) {
    return AttentionKernels.of(torch, kernels, counts(), precision);
  }

  /** Returns the heads of the layer. */
  HeadCounts counts() {
    return new HeadCounts(heads, kvHeads(), headDim);
  }

  /** Returns Gaussian queries, keys and values, [tokens, heads or kvHeads, headDim]. */
  HeadTensors random(Torch torch, NDManager owner) {
    return new HeadTensors(
        normal(torch, owner, heads),
        normal(torch, owner, kvHeads()),
        normal(torch, owner, kvHeads()));
  }

  private PtNDArray normal(Torch torch, NDManager owner, int count) {
    try (var wide = (PtNDArray) owner.randomNormal(new Shape(tokens, count, headDim))) {
      return torch.convert(owner, wide, type);
    }
  }

  private int kvHeads() {
    return kvHeads == null ? heads : kvHeads;
  }

  /** Returns the rows of the whole canvas. */
  Span span() {
    return new Span(0, tokens, RowRange.all(tokens));
  }

  /** Chooses the pattern of this layer. */
  Pattern select(AttentionKernels kernels, HeadTensors in) {
    var shape = new PatternShape(1, 1, heads, blockSize, tokens);
    try (var selection = kernels.select(shape, selection(), scale())) {
      selection.add(0, 0, in, span());
      return selection.finish();
    }
  }

  private double scale() {
    return 1 / Math.sqrt(headDim);
  }

  /** Returns how many blocks the published rule chooses on this canvas. */
  private BlockSelection selection() {
    return BlockSelection.of(tokens, tokens - genLength, blockSize, select);
  }

  /** Returns the settings of a report, changeable. */
  Map<String, Object> settings(Torch torch) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("device", torch.deviceName());
    settings.put("tokens", tokens);
    settings.put("heads", heads);
    settings.put("kv_heads", kvHeads());
    settings.put("head_dim", headDim);
    settings.put("block_size", blockSize);
    settings.put("select", select);
    settings.put("dtype", type.displayName());
    return settings;
  }
}
