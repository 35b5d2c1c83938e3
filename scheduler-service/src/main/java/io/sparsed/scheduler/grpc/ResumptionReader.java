package io.sparsed.scheduler.grpc;

import com.google.common.collect.Comparators;
import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.Canvas;
import io.sparsed.scheduler.diffusion.Commit;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.Step;
import io.sparsed.scheduler.generation.Model;
import io.sparsed.scheduler.generation.Resumption;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.ResumePrompt;
import io.sparsed.v1.StepCommits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reads and checks the steps that were done of a generation that was cut off. */
record ResumptionReader(Model model, Violations violations) {

  /** Checks what a resumed request must have whatever its other options are. */
  void check(GenerateRequest request) {
    if (request.hasResume()) {
      String fingerprint = request.getResume().getFingerprint();
      violations.check(
          fingerprint.isEmpty() || fingerprint.equals(model.facts().fingerprint()),
          "resume.fingerprint",
          "Begin again with the prompt: model %s has another checkpoint now."
              .formatted(model.facts().id()));
      violations.check(
          request.getDiffusion().hasSeed(),
          "diffusion.seed",
          "Give the options of Accepted, the seed too.");
    }
  }

  /** Returns the done steps, up to the first that is a violation since it could not have been. */
  Resumption read(GenerateRequest request, ImmutableIntArray prompt, Denoising denoising) {
    if (!request.hasResume()) {
      return Resumption.NONE;
    }
    ResumePrompt resume = request.getResume();
    int slots = model.slots(prompt);
    int steps = denoising.steps(slots);
    violations.check(
        resume.getStepsCount() <= steps,
        "resume.steps",
        "Give at most as many as there are steps, which is %d.".formatted(steps));
    Canvas canvas = denoising.canvas(prompt, model.facts().maskTokenId());
    List<Commit> commits = new ArrayList<>();
    for (Step step : denoising.plan(slots).steps(canvas)) {
      if (step.index() == resume.getStepsCount()
          || !check(resume.getSteps(step.index()), step, canvas)) {
        break;
      }
      Commit commit = commit(resume.getSteps(step.index()), canvas.promptLength());
      canvas.apply(commit);
      commits.add(commit);
    }
    return new Resumption(commits, resume.getResumes());
  }

  private boolean check(StepCommits commits, Step step, Canvas canvas) {
    String field = "resume.steps[" + step.index() + "]";
    int end = Math.max(0, step.end() - canvas.promptLength());
    boolean valid =
        violations.check(
            commits.getPositionsCount() == commits.getTokenIdsCount()
                && commits.getSlotPositionsCount() == commits.getSlotTokenIdsCount(),
            field,
            "Give as many token ids as positions.");
    valid &=
        violations.check(
            commits.getPositionsCount() + commits.getSlotPositionsCount() <= step.most()
                && isFree(commits.getPositionsList(), canvas.promptLength(), step.end(), canvas)
                && isFree(commits.getSlotPositionsList(), 0, canvas.promptLength(), canvas),
            field + ".positions",
            "Give what the step can commit: at most %d positions below %d, masked and ascending."
                .formatted(step.most(), end));
    return violations.check(
            Stream.of(commits.getTokenIdsList(), commits.getSlotTokenIdsList())
                .flatMap(List::stream)
                .allMatch(id -> id >= 0 && id < model.facts().vocabSize()),
            field + ".token_ids",
            "Give ids below " + model.facts().vocabSize() + ", the vocabulary size of the model.")
        && valid;
  }

  /** Returns true if positions, counted from {@code start}, are masked and before {@code end}. */
  private static boolean isFree(List<Integer> positions, int start, int end, Canvas canvas) {
    return Comparators.isInStrictOrder(positions, Comparator.naturalOrder())
        && positions.stream()
            .allMatch(each -> each >= 0 && each < end - start && canvas.isMasked(start + each));
  }

  private static Commit commit(StepCommits commits, int promptLength) {
    return new Commit(
        ImmutableIntArray.copyOf(
            IntStream.concat(
                commits.getSlotPositionsList().stream().mapToInt(each -> each),
                commits.getPositionsList().stream().mapToInt(each -> promptLength + each))),
        ImmutableIntArray.builder()
            .addAll(commits.getSlotTokenIdsList())
            .addAll(commits.getTokenIdsList())
            .build());
  }
}
