package io.sparsed.client;

import io.sparsed.v1.Accepted;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.Progress;
import io.sparsed.v1.ResumePrompt;
import io.sparsed.v1.StepCommits;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Journal of a generation: the options in force, and the commits of every step. */
final class GenerationJournal implements CallJournal<GenerateRequest, GenerateResponse> {
  private final GenerateRequest original;
  private final ResumePrompt.Builder resume;
  private @Nullable Accepted accepted;
  private boolean complete;

  GenerationJournal(GenerateRequest request) {
    GenerateRequest.Builder builder = request.toBuilder();
    if (!request.hasTokens() && !request.hasResume()) {
      builder.getResponseBuilder().setPromptTokenIds(true);
    }
    original = builder.build();
    resume = request.getResume().toBuilder();
  }

  @Override
  public GenerateRequest request() {
    if (accepted == null) {
      return original;
    }
    return original.toBuilder()
        .setModel(accepted.getModel())
        .setRequestId(accepted.getRequestId())
        .setDiffusion(accepted.getDiffusion())
        .setSparse(accepted.getSparse())
        .setResume(resume)
        .build();
  }

  @Override
  public boolean record(GenerateResponse response) {
    return switch (response.getEventCase()) {
      case ACCEPTED -> record(response.getAccepted());
      case PROGRESS -> {
        Progress progress = response.getProgress();
        resume.addSteps(
            StepCommits.newBuilder()
                .addAllPositions(progress.getPositionsList())
                .addAllTokenIds(progress.getTokenIdsList())
                .addAllSlotPositions(progress.getSlotPositionsList())
                .addAllSlotTokenIds(progress.getSlotTokenIdsList()));
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
  public Optional<String> requestId() {
    return WireValue.optional(request().getRequestId());
  }

  @Override
  public boolean isBegun() {
    return accepted != null;
  }

  @Override
  public boolean isComplete() {
    return complete;
  }

  /** Records an Accepted. The second one answers a resumed request, and repeats the first. */
  private boolean record(Accepted event) {
    resume.setResumes(resume.getResumes() + 1);
    if (accepted != null) {
      return false;
    }
    accepted = event;
    resume.setFingerprint(event.getFingerprint());
    if (!original.hasResume()) {
      resume.setSlots(original.getTokens().getSlots() || original.hasTemplate());
    }
    if (original.hasTokens()) {
      resume.addAllPromptTokenIds(original.getTokens().getTokenIdsList());
    } else if (!original.hasResume()) {
      resume.addAllPromptTokenIds(event.getPromptTokenIdsList());
    }
    return true;
  }
}
