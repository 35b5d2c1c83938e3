package io.sparsed.standalone.bench;

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

  /** Gaussian queries, keys and values, each [tokens, heads, headDim]. */
  HeadTensors random(NDManager owner) {
    return new HeadTensors(normal(owner), normal(owner), normal(owner));
  }

  private PtNDArray normal(NDManager owner) {
    return (PtNDArray) owner.randomNormal(new Shape(tokens, heads, headDim));
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
    return "%d tokens, %d heads x %d, block %d, select %.2f"
        .formatted(tokens, heads, headDim, blockSize, select);
  }
}
