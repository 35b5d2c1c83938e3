package io.sparsed.scheduler.grpc;

import com.google.common.primitives.ImmutableIntArray;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.sparsed.scheduler.diffusion.Commit;
import io.sparsed.scheduler.diffusion.Proposal;
import io.sparsed.scheduler.generation.FilledSlots;
import io.sparsed.scheduler.generation.GenerationEvent;
import io.sparsed.scheduler.generation.GenerationSpec;
import io.sparsed.scheduler.generation.ScoreSpec;
import io.sparsed.scheduler.generation.Timings;
import io.sparsed.scheduler.generation.Usage;
import io.sparsed.scheduler.pattern.HeadPattern;
import io.sparsed.v1.Accepted;
import io.sparsed.v1.CanvasSnapshot;
import io.sparsed.v1.CompleteResponse;
import io.sparsed.v1.FinishReason;
import io.sparsed.v1.Finished;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.Progress;
import io.sparsed.v1.ScoreResponse;
import java.util.List;

/** Maps events to protobuf. */
final class EventMapper {

  private EventMapper() {}

  static GenerateResponse response(GenerationEvent event) {
    GenerateResponse.Builder response = GenerateResponse.newBuilder();
    return switch (event) {
      case GenerationEvent.Accepted accepted -> response.setAccepted(accepted(accepted)).build();
      case GenerationEvent.Progress progress -> response.setProgress(progress(progress)).build();
      case GenerationEvent.Finished finished -> response.setFinished(finished(finished)).build();
    };
  }

  /** Adds the first and the last event of a generation to its only reply. */
  static void add(GenerationEvent event, CompleteResponse.Builder response) {
    switch (event) {
      case GenerationEvent.Accepted accepted -> response.setAccepted(accepted(accepted));
      case GenerationEvent.Progress _ -> {}
      case GenerationEvent.Finished finished -> response.setFinished(finished(finished));
    }
  }

  private static Accepted accepted(GenerationEvent.Accepted event) {
    GenerationSpec spec = event.spec();
    Accepted.Builder accepted =
        Accepted.newBuilder()
            .setRequestId(spec.requestId())
            .setModel(spec.model().facts().id())
            .setFingerprint(spec.model().facts().fingerprint())
            .setPromptTokens(spec.prompt().length())
            .setDiffusion(OptionsMapper.diffusion(spec.denoising()))
            .setSparse(OptionsMapper.sparse(spec.sparsity()));
    if (spec.parts().promptTokens()) {
      spec.prompt().forEach(accepted::addPromptTokenIds);
    }
    return accepted.build();
  }

  private static Progress progress(GenerationEvent.Progress event) {
    Progress.Builder progress =
        Progress.newBuilder()
            .setStep(event.step().index())
            .setSteps(event.mostSteps())
            .setGenerationBlock(event.step().generationBlock())
            .setAttention(OptionsMapper.mode(event.attention()))
            .setReused(event.reused())
            .setMasked(event.masked())
            .setElapsed(duration(event.elapsed()));
    addCommit(event, progress);
    event.text().ifPresent(progress::setText);
    event.patterns().forEach(pattern -> progress.addPatterns(pattern(pattern)));
    return progress.build();
  }

  private static void addCommit(GenerationEvent.Progress event, Progress.Builder progress) {
    Commit commit = event.commit();
    boolean tellsConfidences = !event.confidences().isEmpty();
    for (int i = 0; i < commit.size(); i++) {
      int position = commit.positions().get(i);
      int token = commit.tokens().get(i);
      float confidence = tellsConfidences ? (float) event.confidences().get(i) : 0;
      if (position < event.promptLength()) {
        progress.addSlotPositions(position).addSlotTokenIds(token);
        if (tellsConfidences) {
          progress.addSlotConfidences(confidence);
        }
      } else {
        progress.addPositions(position - event.promptLength()).addTokenIds(token);
        if (tellsConfidences) {
          progress.addConfidences(confidence);
        }
      }
    }
  }

  private static io.sparsed.v1.HeadPattern pattern(HeadPattern pattern) {
    return io.sparsed.v1.HeadPattern.newBuilder()
        .setLayer(pattern.head().layer())
        .setHead(pattern.head().head())
        .setBlockSize(pattern.blockSize())
        .setBlocks(pattern.blocks())
        .setWords(ByteString.copyFrom(pattern.words()))
        .build();
  }

  private static Finished finished(GenerationEvent.Finished event) {
    Finished.Builder finished = Finished.newBuilder();
    event.answer().tokens().forEach(finished::addTokenIds);
    return finished
        .setText(event.answer().text())
        .setFinishReason(
            event.answer().endsWithEos()
                ? FinishReason.FINISH_REASON_EOS
                : FinishReason.FINISH_REASON_LENGTH)
        .setUsage(usage(event.usage()))
        .setTimings(timings(event.timings()))
        .addAllHistory(event.history().stream().map(EventMapper::snapshot).toList())
        .addAllSlots(event.answer().slots().stream().map(EventMapper::slots).toList())
        .build();
  }

  private static io.sparsed.v1.FilledSlots slots(FilledSlots run) {
    io.sparsed.v1.FilledSlots.Builder slots =
        io.sparsed.v1.FilledSlots.newBuilder().setPosition(run.position()).setText(run.text());
    run.tokens().forEach(slots::addTokenIds);
    return slots.build();
  }

  static ScoreResponse scores(ScoreSpec spec, List<Proposal> proposals) {
    ScoreResponse.Builder scores = ScoreResponse.newBuilder().setModel(spec.model().facts().id());
    for (Proposal proposal : proposals) {
      int[] token = {proposal.token()};
      scores
          .addScoresBuilder()
          .setPosition(proposal.position())
          .setTokenId(proposal.token())
          .setText(spec.model().codec().map(codec -> codec.decode(token)).orElse(""))
          .setProbability(Math.clamp(proposal.confidence(), 0, 1));
    }
    return scores.build();
  }

  private static CanvasSnapshot snapshot(ImmutableIntArray generation) {
    CanvasSnapshot.Builder snapshot = CanvasSnapshot.newBuilder();
    generation.forEach(snapshot::addTokenIds);
    return snapshot.build();
  }

  private static io.sparsed.v1.Usage usage(Usage usage) {
    return io.sparsed.v1.Usage.newBuilder()
        .setPromptTokens(usage.promptTokens())
        .setReuseSteps(usage.reuseSteps())
        .setCompletionTokens(usage.completionTokens())
        .setDenseSteps(usage.denseSteps())
        .setSparseSteps(usage.sparseSteps())
        .setResumes(usage.resumes())
        .setFlops(usage.flops())
        .setAttended(usage.attended())
        .build();
  }

  private static io.sparsed.v1.Timings timings(Timings timings) {
    return io.sparsed.v1.Timings.newBuilder()
        .setTotal(duration(timings.total()))
        .setQueued(duration(timings.queued()))
        .setDense(duration(timings.dense()))
        .setSelect(duration(timings.select()))
        .setSparse(duration(timings.sparse()))
        .build();
  }

  static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }
}
