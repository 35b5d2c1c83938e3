package io.sparsed.scheduler;

import io.sparsed.v1.Accepted;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.Progress;
import io.sparsed.v1.ResumePrompt;
import io.sparsed.v1.StepCommits;
import java.util.List;

/** Builds the requests with which clients resume generations that were cut off. */
final class ResumeRequests {

  private ResumeRequests() {}

  /** Returns the request that resumes a generation after its first {@code steps} steps. */
  static GenerateRequest of(GenerateRequest request, List<GenerateResponse> events, int steps) {
    Accepted accepted = events.getFirst().getAccepted();
    ResumePrompt.Builder resume =
        ResumePrompt.newBuilder()
            .setFingerprint(accepted.getFingerprint())
            .addAllPromptTokenIds(accepted.getPromptTokenIdsList())
            .setSlots(request.getTokens().getSlots() || request.hasTemplate())
            .setResumes(1);
    progress(events).stream()
        .limit(steps)
        .forEach(
            progress ->
                resume.addSteps(
                    StepCommits.newBuilder()
                        .addAllPositions(progress.getPositionsList())
                        .addAllTokenIds(progress.getTokenIdsList())
                        .addAllSlotPositions(progress.getSlotPositionsList())
                        .addAllSlotTokenIds(progress.getSlotTokenIdsList())));
    return request.toBuilder()
        .setResume(resume)
        .setDiffusion(accepted.getDiffusion())
        .setSparse(accepted.getSparse())
        .build();
  }

  /** Returns the progress of the steps without their durations. */
  static List<Progress> progress(List<GenerateResponse> events) {
    return events.stream()
        .filter(GenerateResponse::hasProgress)
        .map(event -> event.getProgress().toBuilder().clearElapsed().build())
        .toList();
  }
}
