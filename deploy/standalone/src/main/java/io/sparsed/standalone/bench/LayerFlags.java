package io.sparsed.standalone.bench;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.BlockSelection;
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

  /** Gaussian queries, keys or values, [1, heads, tokens, headDim]. */
  PtNDArray random(NDManager owner) {
    return (PtNDArray) owner.randomNormal(new Shape(1, heads, tokens, headDim));
  }

  /** The scale of the scores. */
  double scale() {
    return 1 / Math.sqrt(headDim);
  }

  /** The published rule for this canvas. */
  BlockSelection selection() {
    return BlockSelection.of(tokens, tokens - genLength, blockSize, select);
  }

  @Override
  public String toString() {
    return "%d tokens, %d heads x %d, block %d, select %.2f"
        .formatted(tokens, heads, headDim, blockSize, select);
  }
}
