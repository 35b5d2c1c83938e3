package io.sparsed.scheduler.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests laws that hold for any options and any model, with seeded random ones. */
class DenoisingLawsTest {

  private static final int MASK = 99;

  static IntStream seeds() {
    return IntStream.range(0, 150);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void steps_anyOptions_commitEveryPositionExactlyOnce(int seed) {
    Random random = new Random(seed);
    Denoising denoising = random.nextBoolean() ? llada(random) : dream(random);
    Canvas canvas = canvas(random, denoising);
    Set<Integer> committed = new HashSet<>();

    for (Step step : denoising.plan().steps(canvas)) {
      Commit commit = choose(denoising, canvas, step, random, 0);
      commit.positions().stream().forEach(each -> assertThat(committed.add(each)).isTrue());
      assertThat(commit.positions().toArray()).isSorted();
      canvas.apply(commit);
    }

    assertThat(canvas.masked()).isZero();
    assertThat(committed).hasSize(denoising.genLength());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void steps_maskTokenProposed_positionStaysMaskedAndCompetesAgain(int seed) {
    Random random = new Random(seed);
    Denoising denoising = random.nextBoolean() ? llada(random) : dream(random);
    Canvas canvas = canvas(random, denoising);
    int written = 0;

    for (Step step : denoising.plan().steps(canvas)) {
      Commit commit = choose(denoising, canvas, step, random, 0.3);
      canvas.apply(commit);
      written += (int) commit.tokens().stream().filter(token -> token != MASK).count();
      assertThat(canvas.masked()).isEqualTo(denoising.genLength() - written);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void llada_anyOptions_finishesEachBlockBeforeTheNextAndNeverCommitsBeyondIt(int seed) {
    Random random = new Random(seed);
    LladaDenoising denoising = llada(random);
    Canvas canvas = canvas(random, denoising);
    int transfers = 0;

    for (Step step : denoising.plan().steps(canvas)) {
      int end = canvas.promptLength() + (step.generationBlock() + 1) * denoising.blockLength();
      assertThat(step.end()).isEqualTo(end);
      if (step.stepOfBlock() == 0) {
        int start = end - denoising.blockLength();
        assertThat(canvas.masked(0, start).isEmpty()).isTrue();
        assertThat(canvas.masked()).isEqualTo(canvas.length() - start);
      }
      canvas.apply(choose(denoising, canvas, step, random, 0));
      transfers += step.due();
    }

    assertThat(transfers).isEqualTo(denoising.genLength());
  }

  private static Commit choose(
      Denoising denoising, Canvas canvas, Step step, Random random, double maskShare) {
    List<Proposal> proposals = new ArrayList<>();
    for (int position : canvas.masked(step.start(), step.end()).toArray()) {
      int token = random.nextDouble() < maskShare ? MASK : random.nextInt(MASK);
      // Coarse, so that ties happen.
      proposals.add(new Proposal(position, token, random.nextInt(5) / 4.0));
    }
    return denoising.unmasking().choose(step, proposals);
  }

  private static Canvas canvas(Random random, Denoising denoising) {
    int[] prompt = random.ints(1 + random.nextInt(20), 0, MASK).toArray();
    return Canvas.masked(ImmutableIntArray.copyOf(prompt), denoising.genLength(), MASK);
  }

  private static LladaDenoising llada(Random random) {
    int blockLength = 1 + random.nextInt(24);
    int blocks = 1 + random.nextInt(4);
    int stepsPerBlock = 1 + random.nextInt(30);
    return new LladaDenoising(
        blockLength * blocks,
        stepsPerBlock * blocks,
        blockLength,
        random.nextBoolean()
            ? LladaDenoising.Remasking.RANDOM
            : LladaDenoising.Remasking.LOW_CONFIDENCE,
        0,
        0,
        random.nextLong(),
        false);
  }

  private static DreamDenoising dream(Random random) {
    DreamDenoising.Algorithm[] algorithms = DreamDenoising.Algorithm.values();
    return new DreamDenoising(
        1 + random.nextInt(60),
        1 + random.nextInt(60),
        algorithms[random.nextInt(algorithms.length)],
        0,
        1,
        0,
        random.nextBoolean() ? 0 : random.nextDouble(),
        0.001 + 0.9 * random.nextDouble(),
        random.nextLong(),
        false);
  }
}
