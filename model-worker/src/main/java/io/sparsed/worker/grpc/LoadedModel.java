package io.sparsed.worker.grpc;

import io.sparsed.v1.DescribeResponse;
import io.sparsed.worker.WorkerConfig;
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

  ForwardMapper forwards() {
    return forwards;
  }
}
