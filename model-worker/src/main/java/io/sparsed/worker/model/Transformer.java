package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.Attention;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;

/**
 * The bidirectional transformer of LLaDA ({@code modeling_llada.py}) and Dream ({@code
 * modeling_dream.py}): pre-norm layers of rotary attention and SwiGLU. Owned by the device thread.
 */
public final class Transformer implements AutoCloseable {
  private final ModelSpec spec;
  private final Weights weights;
  private final Torch torch;
  private final Script embedding;
  private final Script attentionInput;
  private final Script layerOutput;
  private final Script head;
  private final Script rope;
  private final PtNDArray noBias;
  private PtNDArray rotary;

  public Transformer(Torch torch, ModelSpec spec, Weights weights) {
    this.torch = torch;
    this.spec = spec;
    this.weights = weights;
    this.embedding = torch.script("embedding");
    this.attentionInput = torch.script("attention_input");
    this.layerOutput = torch.script("layer_output");
    this.head = torch.script("head");
    this.rope = torch.script("rope");
    this.noBias = (PtNDArray) torch.manager().create(new float[0]);
    this.rotary = rotaryTables(1024);
  }

  /**
   * Hidden states after the last layer.
   *
   * @param owner the manager that closes the result
   * @param tokenIds [canvases, length], 64-bit
   * @param stop asked before each layer
   * @return [canvases, length, hidden]
   * @throws java.util.concurrent.CancellationException if {@code stop} said so
   */
  public PtNDArray forward(
      NDManager owner, PtNDArray tokenIds, Attention attention, Cancellation stop) {
    growRotaryTables(tokenIds.getShape().get(1));
    PtNDArray x = embedding.call(owner, tokenIds, weights.embedding());
    for (int i = 0; i < spec.layers(); i++) {
      stop.check();
      var layer = weights.layers().get(i);
      try (var scope = torch.manager().newSubManager();
          var input = x) {
        var qkv = attentionInput(scope, input, layer);
        var attended = attention.attend(scope, i, qkv[0], qkv[1], qkv[2]);
        x = layerOutput(owner, input, attended, layer);
      }
    }
    return x;
  }

  /** Queries, keys and values of a layer. */
  private PtNDArray[] attentionInput(NDManager owner, PtNDArray x, Weights.Layer layer) {
    return attentionInput.callForList(
        owner,
        x,
        layer.attentionNorm(),
        spec.normEps(),
        layer.query().weight(),
        layer.query().bias().orElse(noBias),
        layer.key().weight(),
        layer.key().bias().orElse(noBias),
        layer.value().weight(),
        layer.value().bias().orElse(noBias),
        rotary);
  }

  private PtNDArray layerOutput(
      NDManager owner, PtNDArray x, PtNDArray attended, Weights.Layer layer) {
    return layerOutput.call(
        owner,
        x,
        attended,
        layer.mlpNorm(),
        spec.normEps(),
        layer.attentionOutput(),
        layer.gate(),
        layer.up(),
        layer.down());
  }

  /**
   * Logits of some rows, in fp32.
   *
   * @param hidden [canvases, length, hidden]
   * @param rows indices into the length
   * @return [canvases, rows, vocabulary]
   */
  public PtNDArray logits(NDManager owner, PtNDArray hidden, long... rows) {
    try (var wanted = (PtNDArray) torch.manager().create(rows, new Shape(rows.length))) {
      return head.call(owner, hidden, wanted, weights.finalNorm(), spec.normEps(), weights.head());
    }
  }

  private void growRotaryTables(long length) {
    long held = rotary.getShape().get(1);
    if (length > held) {
      rotary.close();
      rotary = rotaryTables(Math.max(length, 2 * held));
    }
  }

  private PtNDArray rotaryTables(long length) {
    try (var onCpu = rope.call(torch.manager(), length, spec.headDim(), spec.ropeTheta())) {
      return torch.convert(torch.manager(), onCpu, ElementType.FLOAT32);
    }
  }

  @Override
  public void close() {
    rotary.close();
    noBias.close();
    embedding.close();
    attentionInput.close();
    layerOutput.close();
    head.close();
    rope.close();
  }
}
