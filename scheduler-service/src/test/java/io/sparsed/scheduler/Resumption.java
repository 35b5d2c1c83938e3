package io.sparsed.scheduler;

import io.sparsed.v1.Accepted;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.Progress;
import io.sparsed.v1.ResumePrompt;
import io.sparsed.v1.StepCommits;
import java.util.List;

/** Makes the request by which a client resumes a generation that was cut off. */
final class Resumption {

  private Resumption() {}

  /** The request with which it goes on after its first {@code steps} steps. */
  static GenerateRequest of(GenerateRequest begun, List<GenerateResponse> heard, int steps) {
    Accepted accepted = heard.getFirst().getAccepted();
    ResumePrompt.Builder resume =
        ResumePrompt.newBuilder()
            .setFingerprint(accepted.getFingerprint())
            .addAllPromptTokenIds(accepted.getPromptTokenIdsList())
            .setResumes(1);
    progress(heard).stream()
        .limit(steps)
        .forEach(
            progress ->
                resume.addSteps(
                    StepCommits.newBuilder()
                        .addAllPositions(progress.getPositionsList())
                        .addAllTokenIds(progress.getTokenIdsList())));
    return begun.toBuilder()
        .setResume(resume)
        .setDiffusion(accepted.getDiffusion())
        .setSparse(accepted.getSparse())
        .build();
  }

  /** Returns the progress of the steps, without their times. */
  static List<Progress> progress(List<GenerateResponse> heard) {
    return heard.stream()
        .filter(GenerateResponse::hasProgress)
        .map(event -> event.getProgress().toBuilder().clearElapsed().build())
        .toList();
  }
}
