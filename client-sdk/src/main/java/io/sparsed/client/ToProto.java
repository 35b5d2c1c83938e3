package io.sparsed.client;

import io.sparsed.v1.ChatPrompt;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.TokenPrompt;
import java.util.Locale;

/** Maps requests to messages of the wire contract. Empty options stay unset. */
final class ToProto {
  private ToProto() {}

  static GenerateRequest request(GenerationRequest request) {
    GenerateRequest.Builder proto =
        GenerateRequest.newBuilder()
            .setDiffusion(diffusion(request.diffusion()))
            .setSparse(sparse(request.sparse()))
            .setResponse(
                io.sparsed.v1.ResponseOptions.newBuilder()
                    .setTextSnapshots(request.response().textSnapshots())
                    .setCanvasHistory(request.response().canvasHistory()));
    request.model().ifPresent(proto::setModel);
    request.requestId().ifPresent(proto::setRequestId);
    request
        .preset()
        .map(name -> io.sparsed.v1.Preset.valueOf("PRESET_" + name))
        .ifPresent(proto::setPreset);
    request
        .priority()
        .map(rank -> io.sparsed.v1.Priority.valueOf("PRIORITY_" + rank))
        .ifPresent(proto::setPriority);
    switch (request.prompt()) {
      case Prompt.Text text -> proto.setText(text.text());
      case Prompt.Chat chat -> proto.setChat(chat(chat));
      case Prompt.Tokens tokens -> proto.setTokens(tokens(tokens));
    }
    return proto.build();
  }

  private static ChatPrompt chat(Prompt.Chat chat) {
    ChatPrompt.Builder proto = ChatPrompt.newBuilder();
    for (ChatMessage message : chat.messages()) {
      proto
          .addMessagesBuilder()
          .setRole(message.role().name().toLowerCase(Locale.ROOT))
          .setContent(message.content());
    }
    return proto.build();
  }

  private static TokenPrompt tokens(Prompt.Tokens tokens) {
    TokenPrompt.Builder proto = TokenPrompt.newBuilder();
    tokens.tokenIds().stream().forEach(proto::addTokenIds);
    return proto.build();
  }

  private static io.sparsed.v1.DiffusionOptions diffusion(DiffusionOptions options) {
    var proto = io.sparsed.v1.DiffusionOptions.newBuilder();
    options.genLength().ifPresent(proto::setGenLength);
    options.steps().ifPresent(proto::setSteps);
    options.blockLength().ifPresent(proto::setBlockLength);
    options
        .unmasking()
        .map(rule -> io.sparsed.v1.Unmasking.valueOf("UNMASKING_" + rule))
        .ifPresent(proto::setUnmasking);
    options.temperature().ifPresent(proto::setTemperature);
    options.topP().ifPresent(proto::setTopP);
    options.topK().ifPresent(proto::setTopK);
    options.algTemp().ifPresent(proto::setAlgTemp);
    options.eps().ifPresent(proto::setEps);
    options.cfgScale().ifPresent(proto::setCfgScale);
    options.seed().ifPresent(proto::setSeed);
    options.stopAtEos().ifPresent(proto::setStopAtEos);
    options
        .reuse()
        .map(mode -> io.sparsed.v1.KeyValueReuse.valueOf("KEY_VALUE_REUSE_" + mode))
        .ifPresent(proto::setReuse);
    options.refreshEvery().ifPresent(proto::setRefreshEvery);
    options.parallel().map(ToProto::parallel).ifPresent(proto::setParallel);
    return proto.build();
  }

  private static io.sparsed.v1.ParallelDecoding parallel(ParallelDecoding parallel) {
    var proto = io.sparsed.v1.ParallelDecoding.newBuilder();
    return switch (parallel) {
      case ParallelDecoding.Threshold(double probability) ->
          proto.setThreshold(probability).build();
      case ParallelDecoding.Factor(double factor) -> proto.setFactor(factor).build();
      case ParallelDecoding.EntropyBound(double nats) -> proto.setEntropyBound(nats).build();
    };
  }

  private static io.sparsed.v1.SparseOptions sparse(SparseOptions options) {
    var proto = io.sparsed.v1.SparseOptions.newBuilder();
    options.origin().ifPresent(proto::setOrigin);
    options.skip().ifPresent(proto::setSkip);
    options.select().ifPresent(proto::setSelect);
    options.blockSize().ifPresent(proto::setBlockSize);
    options
        .scoreScale()
        .map(scale -> io.sparsed.v1.ScoreScale.valueOf("SCORE_SCALE_" + scale))
        .ifPresent(proto::setScoreScale);
    options
        .patternRule()
        .map(rule -> io.sparsed.v1.PatternRule.valueOf("PATTERN_RULE_" + rule))
        .ifPresent(proto::setPatternRule);
    options.patternRefresh().ifPresent(proto::setPatternRefresh);
    return proto.build();
  }
}
