package io.sparsed.worker.grpc;

import io.sparsed.v1.DescribeResponse;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.checkpoint.ModelCard;
import io.sparsed.worker.checkpoint.TokenizerFiles;
import io.sparsed.worker.device.ModelRunner;
import io.sparsed.worker.tensor.ElementType;

/** A LoadedModel is what the service knows of the model that the device holds. */
public final class LoadedModel {
  private final DescribeResponse description;
  private final TokenizerFiles tokenizer;
  private final ForwardMapper forwards;

  /**
   * Describes a model.
   *
   * @param type type of weights and activations
   * @param runner the model on its device; read here only
   */
  public LoadedModel(WorkerConfig config, ModelCard card, ElementType type, ModelRunner runner) {
    this.description = ModelDescription.of(config, card, type, runner);
    this.tokenizer = card.tokenizer();
    this.forwards =
        new ForwardMapper(
            config.modelId(),
            description.getFingerprint(),
            card.spec().vocabulary(),
            config.limits().maxCanvasLength());
  }

  DescribeResponse description() {
    return description;
  }

  TokenizerFiles tokenizer() {
    return tokenizer;
  }

  /** Throws unless the model can have a pattern of this shape. */
  void checkPattern(PatternShape shape) {
    if (shape.layers() != description.getLayers()
        || shape.heads() != description.getHeads()
        || shape.canvasLength() > description.getMaxCanvasLength()) {
      throw new IllegalArgumentException(
          "a pattern of this worker has %d layers, %d heads and at most %d tokens, not %s"
              .formatted(
                  description.getLayers(),
                  description.getHeads(),
                  description.getMaxCanvasLength(),
                  shape));
    }
  }

  ForwardMapper forwards() {
    return forwards;
  }
}
