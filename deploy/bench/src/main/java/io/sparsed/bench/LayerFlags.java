package io.sparsed.bench;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.AttentionKernels;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The shape of one attention layer, its sparsity, and the device that runs it. */
final class LayerFlags {
  @Option(
      names = "--tokens",
      defaultValue = "4096",
      description = "Canvas length (default ${DEFAULT-VALUE}).")
  int tokens;

  @Option(
      names = "--gen-length",
      defaultValue = "128",
      description = "Generated tokens (default ${DEFAULT-VALUE}).")
  int genLength;

  @Option(names = "--heads", defaultValue = "8", description = "Heads (default ${DEFAULT-VALUE}).")
  int heads;

  @Option(
      names = "--kv-heads",
      description = "Key/value heads. Default: as many as there are heads.")
  @Nullable Integer kvHeads;

  @Option(
      names = "--head-dim",
      defaultValue = "64",
      description = "Dimensions of a head (default ${DEFAULT-VALUE}).")
  int headDim;

  @Option(
      names = "--block-size",
      defaultValue = "128",
      description = "Tokens of a block (default ${DEFAULT-VALUE}).")
  int blockSize;

  @Option(
      names = "--select",
      defaultValue = "0.3",
      description = "Share of the blocks kept (default ${DEFAULT-VALUE}).")
  double select;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      description = "cpu, cuda:N or auto (default ${DEFAULT-VALUE}).")
  String device = "cpu";

  @Option(
      names = "--dtype",
      defaultValue = "float32",
      description = "float32, bfloat16 or float16 (default ${DEFAULT-VALUE}).")
  ElementType type = ElementType.FLOAT32;

  @Option(
      names = "--kernels",
      paramLabel = "FILE",
      description = "Library of CUDA kernels, instead of the one that was built in.")
  private @Nullable Path library;

  /** What computes on the device beside libtorch. */
  Kernels kernels(Torch torch) {
    return Kernels.find(torch, type, Optional.ofNullable(library));
  }

  /** Attention by these kernels. */
  AttentionKernels attention(Torch torch, Kernels kernels) {
    return AttentionKernels.of(torch, kernels, new HeadCounts(heads, kvHeads(), headDim));
  }

  /** Gaussian queries, keys and values, [tokens, heads or kvHeads, headDim]. */
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

  /** The whole canvas. */
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

  /** The scale of the scores. */
  private double scale() {
    return 1 / Math.sqrt(headDim);
  }

  /** The published rule for this canvas. */
  private BlockSelection selection() {
    return BlockSelection.of(tokens, tokens - genLength, blockSize, select);
  }

  @Override
  public String toString() {
    return "%d tokens, %d heads x %d (%d key/value heads), block %d, select %.2f, %s"
        .formatted(tokens, heads, headDim, kvHeads(), blockSize, select, type.displayName());
  }
}
