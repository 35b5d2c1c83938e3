package io.sparsed.scheduler.grpc;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Proposal;
import io.sparsed.scheduler.diffusion.Sampling;
import io.sparsed.scheduler.pattern.PatternShape;
import io.sparsed.scheduler.pool.Forward;
import io.sparsed.scheduler.pool.ForwardResult;
import io.sparsed.v1.ForwardResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Checks and reads a worker's answer to a forward. Nothing in it is trusted. */
final class ForwardAnswer {

  /** The error of a confidence that was computed in single precision. */
  private static final double ROUNDING = 1e-3;

  /** The difference by which two clocks may disagree about the time of a call. */
  private static final Duration CLOCKS = Duration.ofSeconds(1);

  /** The longest time that a call can report, a year; more would overflow in sums. */
  private static final long MAX_SECONDS = 365L * 24 * 3600;

  private ForwardAnswer() {}

  /**
   * Returns the result of a forward.
   *
   * @param took time of the call, which the worker cannot have exceeded
   * @throws RuntimeException if the response does not answer the forward
   */
  static ForwardResult check(Forward forward, ForwardResponse response, Duration took) {
    int asked = forward.positions().length();
    checkArgument(
        response.getTokenIdsCount() == asked && response.getConfidencesCount() == asked,
        "%s proposals and %s confidences for %s positions",
        response.getTokenIdsCount(),
        response.getConfidencesCount(),
        asked);
    checkArgument(response.getLogitsCount() == 0, "logits that were not asked for");
    List<Proposal> proposals =
        IntStream.range(0, asked).mapToObj(i -> proposal(forward, response, i)).toList();
    double attended = response.getAttended();
    boolean isDense = !(forward.attention() instanceof Attention.Sparse);
    checkArgument(
        attended > 0 && attended <= 1 && (attended == 1 || !isDense),
        "attended to a share of %s",
        attended);
    Duration inWorker = time(response.getQueued()).plus(time(response.getCompute()));
    checkArgument(inWorker.compareTo(took.plus(CLOCKS)) <= 0, "%s in a call of %s", inWorker, took);
    return new ForwardResult(proposals, pattern(forward, response), inWorker, attended);
  }

  private static Proposal proposal(Forward forward, ForwardResponse response, int index) {
    int token = response.getTokenIds(index);
    double confidence = response.getConfidences(index);
    boolean isOther =
        forward.sampling() instanceof Sampling.Given(ImmutableIntArray given)
            && token != given.get(index);
    if (token < 0
        || token >= forward.model().vocabSize()
        || isOther
        || !isPossible(confidence, forward)) {
      throw new IllegalArgumentException(
          "token %s with confidence %s of a vocabulary of %d"
              .formatted(Integer.toUnsignedString(token), confidence, forward.model().vocabSize()));
    }
    return new Proposal(forward.positions().get(index), token, confidence);
  }

  /** Returns true if a confidence is in the range of its kind, which NaN never is. */
  private static boolean isPossible(double confidence, Forward forward) {
    return switch (forward.confidence()) {
      case PROBABILITY, MARGIN -> confidence >= -ROUNDING && confidence <= 1 + ROUNDING;
      case NEGATIVE_ENTROPY ->
          confidence >= -Math.log(forward.model().vocabSize()) - ROUNDING && confidence <= ROUNDING;
    };
  }

  private static Optional<PatternShape> pattern(Forward forward, ForwardResponse response) {
    if (!(forward.attention() instanceof Attention.DenseAndSelect(String id, _))) {
      checkArgument(!response.hasPattern(), "a pattern that was not asked for");
      return Optional.empty();
    }
    checkArgument(response.getPattern().getPatternId().equals(id), "another pattern than %s", id);
    return Optional.of(PatternMapper.shape(response.getPattern()));
  }

  private static Duration time(com.google.protobuf.Duration time) {
    checkArgument(
        time.getSeconds() >= 0 && time.getSeconds() <= MAX_SECONDS && time.getNanos() >= 0,
        "a time of %s s and %s ns",
        time.getSeconds(),
        time.getNanos());
    return Duration.ofSeconds(time.getSeconds(), time.getNanos());
  }
}
