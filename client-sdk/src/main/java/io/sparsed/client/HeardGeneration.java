package io.sparsed.client;

import io.sparsed.v1.Accepted;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.Progress;
import io.sparsed.v1.ResumePrompt;
import io.sparsed.v1.StepCommits;
import org.jspecify.annotations.Nullable;

/** What a client heard of a generation: the options in force, and what each step committed. */
final class HeardGeneration implements Heard<GenerateRequest, GenerateResponse> {
  private final GenerateRequest asked;
  private final ResumePrompt.Builder resume = ResumePrompt.newBuilder();
  private @Nullable Accepted accepted;
  private boolean complete;

  HeardGeneration(GenerateRequest request) {
    GenerateRequest.Builder told = request.toBuilder();
    told.getResponseBuilder().setPromptTokenIds(!request.hasTokens());
    asked = told.build();
  }

  @Override
  public GenerateRequest request() {
    if (accepted == null) {
      return asked;
    }
    return asked.toBuilder()
        .setModel(accepted.getModel())
        .setRequestId(accepted.getRequestId())
        .setDiffusion(accepted.getDiffusion())
        .setSparse(accepted.getSparse())
        .setResume(resume)
        .build();
  }

  @Override
  public boolean isNews(GenerateResponse response) {
    return switch (response.getEventCase()) {
      case ACCEPTED -> isNews(response.getAccepted());
      case PROGRESS -> {
        Progress progress = response.getProgress();
        resume.addSteps(
            StepCommits.newBuilder()
                .addAllPositions(progress.getPositionsList())
                .addAllTokenIds(progress.getTokenIdsList()));
        yield true;
      }
      case FINISHED -> {
        complete = true;
        yield true;
      }
      case EVENT_NOT_SET -> true;
    };
  }

  @Override
  public boolean isBegun() {
    return accepted != null;
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  /** The second time it is the answer to a resume. */
  private boolean isNews(Accepted event) {
    resume.setResumes(resume.getResumes() + 1);
    if (accepted != null) {
      return false;
    }
    accepted = event;
    resume
        .setFingerprint(event.getFingerprint())
        .addAllPromptTokenIds(
            asked.hasTokens()
                ? asked.getTokens().getTokenIdsList()
                : event.getPromptTokenIdsList());
    return true;
  }
}
