package io.sparsed.worker.grpc;

import io.sparsed.v1.DescribeResponse;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.checkpoint.ModelCard;
import io.sparsed.worker.checkpoint.TokenizerFiles;
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
   * @param device name of the device: {@code cpu} or {@code cuda:N}
   * @param kernels description of the kernels beside libtorch
   */
  public LoadedModel(
      WorkerConfig config, ModelCard card, ElementType type, String device, String kernels) {
    this.description = ModelDescription.of(config, card, type, device, kernels);
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
