package io.sparsed.worker.grpc;

import io.sparsed.v1.DescribeResponse;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.Unmasking;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.checkpoint.GenerationDefaults;
import io.sparsed.worker.checkpoint.ModelCard;
import io.sparsed.worker.device.ModelRunner;
import io.sparsed.worker.tensor.ElementType;
import java.util.Locale;

/** Makes the answer of {@code Describe} once a model is loaded. */
final class ModelDescription {
  private ModelDescription() {}

  static DescribeResponse of(
      WorkerConfig config, ModelCard card, ElementType type, ModelRunner runner) {
    var spec = card.spec();
    var replicas = runner.replicas();
    var description =
        DescribeResponse.newBuilder()
            .setModel(config.modelId())
            .setFingerprint(card.fingerprint() + "-" + type.displayName())
            .setArchitecture(spec.architecture().id())
            .setLayers(spec.layers())
            .setHeads(spec.heads())
            .setKvHeads(spec.kvHeads())
            .setHeadDim(spec.headDim())
            .setVocabSize(spec.vocabulary())
            .setContextLength(spec.contextLength())
            .setMaxCanvasLength(config.limits().maxCanvasLength())
            .setHasTokenizer(card.tokenizer().hasTokenizer())
            .setComputeType(type.displayName())
            .setDevice(replicas.deviceNames())
            .setDevices(replicas.count())
            .setKernels(replicas.description())
            .setWeightBytes(card.weightBytes())
            .setFlopsPerToken(spec.flopsPerToken())
            .setFlopsPerTokenPair(spec.flopsPerTokenPair())
            .setKeyValueBytesPerToken(runner.keyValueBytesPerToken())
            .setKeyValueCapacityBytes(runner.keyValueCapacityBytes())
            .setDefaultDiffusion(options(card.defaults()));
    spec.maskToken().ifPresent(description::setMaskTokenId);
    description.addAllEosTokenIds(spec.eosTokens());
    spec.bosToken().ifPresent(description::setBosTokenId);
    spec.padToken().ifPresent(description::setPadTokenId);
    if (config.limits().maxCanvasLength() > spec.contextLength()) {
      description.addWarnings(
          "the model was trained for %d tokens; longer canvases, up to %d, run without a promise of quality"
              .formatted(spec.contextLength(), config.limits().maxCanvasLength()));
    }
    return description.build();
  }

  private static DiffusionOptions options(GenerationDefaults defaults) {
    var options = DiffusionOptions.newBuilder();
    defaults
        .unmasking()
        .map(name -> Unmasking.valueOf("UNMASKING_" + name.toUpperCase(Locale.ROOT)))
        .ifPresent(options::setUnmasking);
    defaults.temperature().ifPresent(options::setTemperature);
    defaults.topP().ifPresent(options::setTopP);
    defaults.topK().ifPresent(options::setTopK);
    defaults.algTemp().ifPresent(options::setAlgTemp);
    defaults.eps().ifPresent(options::setEps);
    defaults.maxGenLength().ifPresent(options::setMaxGenLength);
    return options.build();
  }
}
