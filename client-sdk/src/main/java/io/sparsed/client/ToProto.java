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
    request.priority().map(ToProto::priority).ifPresent(proto::setPriority);
    switch (request.prompt()) {
      case Prompt.Text text -> proto.setText(text.text());
      case Prompt.Chat chat -> proto.setChat(chat(chat));
      case Prompt.Tokens tokens -> proto.setTokens(tokens(tokens));
    }
    return proto.build();
  }

  private static io.sparsed.v1.Priority priority(Priority priority) {
    return switch (priority) {
      case LOW -> io.sparsed.v1.Priority.PRIORITY_LOW;
      case NORMAL -> io.sparsed.v1.Priority.PRIORITY_NORMAL;
      case HIGH -> io.sparsed.v1.Priority.PRIORITY_HIGH;
    };
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
    options.unmasking().map(ToProto::unmasking).ifPresent(proto::setUnmasking);
    options.temperature().ifPresent(proto::setTemperature);
    options.topP().ifPresent(proto::setTopP);
    options.topK().ifPresent(proto::setTopK);
    options.algTemp().ifPresent(proto::setAlgTemp);
    options.eps().ifPresent(proto::setEps);
    options.cfgScale().ifPresent(proto::setCfgScale);
    options.seed().ifPresent(proto::setSeed);
    options.stopAtEos().ifPresent(proto::setStopAtEos);
    return proto.build();
  }

  private static io.sparsed.v1.SparseOptions sparse(SparseOptions options) {
    var proto = io.sparsed.v1.SparseOptions.newBuilder();
    options.origin().ifPresent(proto::setOrigin);
    options.skip().ifPresent(proto::setSkip);
    options.select().ifPresent(proto::setSelect);
    options.blockSize().ifPresent(proto::setBlockSize);
    options.scoreScale().map(ToProto::scoreScale).ifPresent(proto::setScoreScale);
    options.patternRule().map(ToProto::patternRule).ifPresent(proto::setPatternRule);
    return proto.build();
  }

  private static io.sparsed.v1.Unmasking unmasking(Unmasking unmasking) {
    return switch (unmasking) {
      case LOW_CONFIDENCE -> io.sparsed.v1.Unmasking.UNMASKING_LOW_CONFIDENCE;
      case RANDOM -> io.sparsed.v1.Unmasking.UNMASKING_RANDOM;
      case ORIGIN -> io.sparsed.v1.Unmasking.UNMASKING_ORIGIN;
      case MASKGIT_PLUS -> io.sparsed.v1.Unmasking.UNMASKING_MASKGIT_PLUS;
      case TOPK_MARGIN -> io.sparsed.v1.Unmasking.UNMASKING_TOPK_MARGIN;
      case ENTROPY -> io.sparsed.v1.Unmasking.UNMASKING_ENTROPY;
    };
  }

  private static io.sparsed.v1.ScoreScale scoreScale(ScoreScale scale) {
    return switch (scale) {
      case REFERENCE -> io.sparsed.v1.ScoreScale.SCORE_SCALE_REFERENCE;
      case HEAD_DIM -> io.sparsed.v1.ScoreScale.SCORE_SCALE_HEAD_DIM;
      case HEADS -> io.sparsed.v1.ScoreScale.SCORE_SCALE_HEADS;
    };
  }

  private static io.sparsed.v1.PatternRule patternRule(PatternRule rule) {
    return switch (rule) {
      case ISOLATED -> io.sparsed.v1.PatternRule.PATTERN_RULE_ISOLATED;
      case JOINT -> io.sparsed.v1.PatternRule.PATTERN_RULE_JOINT;
      case SHARED_HEADS -> io.sparsed.v1.PatternRule.PATTERN_RULE_SHARED_HEADS;
      case SLIDING_WINDOW -> io.sparsed.v1.PatternRule.PATTERN_RULE_SLIDING_WINDOW;
      case ATTENTION_SINK -> io.sparsed.v1.PatternRule.PATTERN_RULE_ATTENTION_SINK;
      case RANDOM -> io.sparsed.v1.PatternRule.PATTERN_RULE_RANDOM;
    };
  }
}
