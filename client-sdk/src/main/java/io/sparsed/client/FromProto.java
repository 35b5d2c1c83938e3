package io.sparsed.client;

import io.sparsed.v1.CompleteResponse;
import io.sparsed.v1.GenerateResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Maps responses of the server to values of this package. */
final class FromProto {
  private FromProto() {}

  /** Returns the event; empty for one of a newer server, which this client does not know. */
  static Optional<Event> event(GenerateResponse proto) {
    return switch (proto.getEventCase()) {
      case ACCEPTED -> Optional.of(accepted(proto.getAccepted()));
      case PROGRESS -> Optional.of(progress(proto.getProgress()));
      case FINISHED -> Optional.of(new Event.Finished(answer(proto.getFinished())));
      case EVENT_NOT_SET -> Optional.empty();
    };
  }

  static Completion completion(CompleteResponse proto) {
    return new Completion(accepted(proto.getAccepted()), answer(proto.getFinished()));
  }

  static List<ModelInfo> models(io.sparsed.v1.ListModelsResponse proto) {
    return proto.getModelsList().stream().map(FromProto::model).toList();
  }

  static Duration duration(com.google.protobuf.Duration proto) {
    return Duration.ofSeconds(proto.getSeconds(), proto.getNanos());
  }

  private static Event.Accepted accepted(io.sparsed.v1.Accepted proto) {
    return new Event.Accepted(
        proto.getRequestId(),
        proto.getModel(),
        proto.getPromptTokens(),
        OptionsFromProto.diffusion(proto.getDiffusion()),
        OptionsFromProto.sparse(proto.getSparse()));
  }

  private static Event.Progress progress(io.sparsed.v1.Progress proto) {
    int commits = Math.min(proto.getPositionsCount(), proto.getTokenIdsCount());
    return new Event.Progress(
        proto.getStep(),
        proto.getSteps(),
        proto.getGenerationBlock(),
        OptionsFromProto.named(AttentionMode.class, "ATTENTION_MODE_", proto.getAttention())
            .orElse(AttentionMode.UNKNOWN),
        proto.getReused(),
        IntStream.range(0, commits)
            .mapToObj(i -> new Commit(proto.getPositions(i), proto.getTokenIds(i)))
            .toList(),
        proto.getMasked(),
        proto.hasText() ? Optional.of(proto.getText()) : Optional.empty(),
        duration(proto.getElapsed()));
  }

  private static Answer answer(io.sparsed.v1.Finished proto) {
    return new Answer(
        proto.getText(),
        TokenIds.of(IntStream.range(0, proto.getTokenIdsCount()).map(proto::getTokenIds)),
        OptionsFromProto.named(FinishReason.class, "FINISH_REASON_", proto.getFinishReason())
            .orElse(FinishReason.UNKNOWN),
        usage(proto.getUsage()),
        timings(proto.getTimings()),
        proto.getHistoryList().stream().map(FromProto::snapshot).toList());
  }

  private static TokenIds snapshot(io.sparsed.v1.CanvasSnapshot proto) {
    return TokenIds.of(IntStream.range(0, proto.getTokenIdsCount()).map(proto::getTokenIds));
  }

  private static Usage usage(io.sparsed.v1.Usage proto) {
    return new Usage(
        proto.getPromptTokens(),
        proto.getCompletionTokens(),
        proto.getDenseSteps(),
        proto.getSparseSteps(),
        proto.getReuseSteps(),
        proto.getResumes(),
        proto.getFlops(),
        proto.getAttended());
  }

  private static Timings timings(io.sparsed.v1.Timings proto) {
    return new Timings(
        duration(proto.getTotal()),
        duration(proto.getQueued()),
        duration(proto.getDense()),
        duration(proto.getSelect()),
        duration(proto.getSparse()));
  }

  private static ModelInfo model(io.sparsed.v1.ModelInfo proto) {
    return new ModelInfo(
        proto.getId(),
        OptionsFromProto.named(ModelFamily.class, "MODEL_FAMILY_", proto.getFamily())
            .orElse(ModelFamily.UNKNOWN),
        proto.getMaxCanvasLength(),
        proto.getContextLength(),
        proto.getVocabSize(),
        proto.getMaskTokenId(),
        proto.getEosTokenIdsList(),
        proto.getHasTokenizer(),
        proto.getHasChatTemplate(),
        proto.getChatTemplateProblem(),
        OptionsFromProto.diffusion(proto.getDefaultDiffusion()),
        OptionsFromProto.sparse(proto.getDefaultSparse()));
  }
}
