package io.sparsed.scheduler.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.golden.GoldenCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares schedules and policies with canvases that the published code recorded. */
class GoldenScheduleTest {

  private static final int VOCABULARY = 512;

  static List<GoldenCase> cases() {
    return Golden.cases();
  }

  static List<GoldenCase> casesWithLogits() {
    return Golden.cases().stream()
        .filter(golden -> Golden.has(golden.tensor(logits(golden))))
        // Guided runs recorded the logits before guidance, which do not decide the choice.
        .filter(golden -> golden.cfgScale() == 0)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void steps_recordedRun_commitAsManyWhereTheReferenceDid(GoldenCase golden) {
    Denoising denoising = denoising(golden);
    Canvas canvas = canvas(golden);

    for (Step step : denoising.plan().steps(canvas)) {
      int[] after = canvasAfter(golden, step.index());
      List<Proposal> proposals = new ArrayList<>();
      List<Integer> committed = new ArrayList<>();
      for (int position : canvas.masked(step.start(), step.end()).toArray()) {
        if (after[position] != golden.maskToken()) {
          committed.add(position);
          proposals.add(new Proposal(position, after[position], 1));
        } else {
          proposals.add(new Proposal(position, golden.maskToken(), 0));
        }
      }
      // In one run the model proposed the mask token, which leaves no trace on the canvas.
      int unseen = golden.name().equals("dense_maskgit") ? 1 : 0;
      assertThat(step.due() - committed.size()).isBetween(0, unseen);
      Commit commit = denoising.unmasking().choose(step, proposals);
      assertThat(commit.positions().stream().boxed()).containsAll(committed);
      canvas.apply(commit);
      assertThat(canvas.tokens()).isEqualTo(ImmutableIntArray.copyOf(after));
    }
    assertThat(canvas.tokens())
        .isEqualTo(ImmutableIntArray.copyOf(Golden.ints(golden.tensor("final"))));
  }

  @ParameterizedTest
  @MethodSource("casesWithLogits")
  void choose_recordedLogitsOfTheFirstStep_commitsWhatTheReferenceDid(GoldenCase golden) {
    Denoising denoising = denoising(golden);
    Canvas canvas = canvas(golden);
    float[] logits = Golden.floats(golden.tensor(logits(golden)));

    Step step = denoising.plan().next(null, canvas).orElseThrow();
    List<Proposal> proposals =
        canvas.masked(step.start(), step.end()).stream()
            .mapToObj(position -> proposal(position, row(logits, position, golden), denoising))
            .toList();
    canvas.apply(denoising.unmasking().choose(step, proposals));

    assertThat(canvas.tokens()).isEqualTo(ImmutableIntArray.copyOf(canvasAfter(golden, 0)));
  }

  private static String logits(GoldenCase golden) {
    return golden.isDream() ? "first_logits_gen_shifted" : "first_logits_gen";
  }

  private static Canvas canvas(GoldenCase golden) {
    return Canvas.masked(
        ImmutableIntArray.copyOf(golden.prompt()), golden.genLength(), golden.maskToken());
  }

  private static Denoising denoising(GoldenCase golden) {
    return golden.isDream()
        ? new DreamDenoising(
            golden.genLength(),
            golden.steps(),
            DreamDenoising.Algorithm.valueOf(String.valueOf(golden.alg()).toUpperCase(Locale.ROOT)),
            golden.temperature(),
            1,
            0,
            golden.algTemp(),
            golden.eps(),
            1,
            false)
        : new LladaDenoising(
            golden.genLength(),
            golden.steps(),
            golden.blockLength(),
            LladaDenoising.Remasking.LOW_CONFIDENCE,
            0,
            golden.cfgScale(),
            1,
            false);
  }

  /** Returns the canvas after a step; LLaDA's were recorded before each step, Dream's after it. */
  private static int[] canvasAfter(GoldenCase golden, int step) {
    int index = golden.isDream() ? step : step + 1;
    int length = golden.promptLength() + golden.genLength();
    return index == golden.steps()
        ? Golden.ints(golden.tensor("final"))
        : Arrays.copyOfRange(
            Golden.ints(golden.tensor("history")), index * length, (index + 1) * length);
  }

  private static double[] row(float[] logits, int position, GoldenCase golden) {
    int from = (position - golden.promptLength()) * VOCABULARY;
    return IntStream.range(from, from + VOCABULARY).mapToDouble(i -> logits[i]).toArray();
  }

  private static Proposal proposal(int position, double[] logits, Denoising denoising) {
    double max = Arrays.stream(logits).max().orElseThrow();
    double sum = Arrays.stream(logits).map(logit -> Math.exp(logit - max)).sum();
    double[] probabilities =
        Arrays.stream(logits).map(logit -> Math.exp(logit - max) / sum).toArray();
    int token = (int) Arrays.stream(logits).takeWhile(logit -> logit < max).count();
    double[] sorted = Arrays.stream(probabilities).sorted().toArray();
    double confidence =
        switch (denoising.confidence()) {
          case PROBABILITY -> probabilities[token];
          case MARGIN -> sorted[VOCABULARY - 1] - sorted[VOCABULARY - 2];
          case NEGATIVE_ENTROPY ->
              Arrays.stream(probabilities).map(p -> p * Math.log(p + 1e-10)).sum();
        };
    return new Proposal(position, token, confidence);
  }
}
