package io.sparsed.worker.proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares {@code proposal.py} with the published sampling rules, written from their definition.
 */
class ProposalScriptTest {
  private static final int GREEDY = 0;
  private static final int GUMBEL = 1;
  private static final int CATEGORICAL = 2;
  private static final int ROWS = 40;
  private static final int VOCABULARY = 97;

  private Torch torch;
  private NDManager scope;
  private Script script;
  private final Random random = new Random(7);
  private final float[][] rows = new float[ROWS][VOCABULARY];
  private final long[] keys = new long[ROWS];

  @BeforeEach
  void open() {
    torch = Torch.open("cpu");
    scope = torch.manager().newSubManager();
    script = torch.script("proposal");
    for (int i = 0; i < ROWS; i++) {
      keys[i] = NoiseKey.of(i % 3, i / 7, i);
      for (int j = 0; j < VOCABULARY; j++) {
        rows[i][j] = (float) (3 * random.nextGaussian());
      }
    }
  }

  @AfterEach
  void close() {
    scope.close();
    script.close();
    torch.close();
  }

  @ParameterizedTest
  @CsvSource({"PROBABILITY", "MARGIN", "NEGATIVE_ENTROPY"})
  void greedy_anyLogits_argmaxAndItsConfidence(Confidence confidence) {
    var result = run(GREEDY, 0, 1, 0, confidence);
    for (int i = 0; i < ROWS; i++) {
      var expected = SampleTokens.of(rows[i]);
      assertThat(result.tokens[i]).isEqualTo(expected.order()[0]);
      assertThat(result.confidences[i])
          .isCloseTo(expected.confidence(confidence, expected.order()[0]), within(1e-12));
    }
  }

  @Test
  void greedy_equalLogits_lowestToken() {
    rows[0] = new float[VOCABULARY];
    rows[0][5] = 2;
    rows[0][60] = 2;
    assertThat(run(GREEDY, 0, 1, 0, Confidence.PROBABILITY).tokens[0]).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"0.3", "1.0", "2.5"})
  void gumbel_temperature_noisyArgmaxAndNoiselessConfidence(double temperature) {
    var result = run(GUMBEL, temperature, 1, 0, Confidence.PROBABILITY);
    for (int i = 0; i < ROWS; i++) {
      var row = SampleTokens.of(rows[i]);
      int token = row.drawn(keys[i], temperature);
      assertThat(result.tokens[i]).isEqualTo(token);
      assertThat(result.confidences[i])
          .isCloseTo(row.confidence(Confidence.PROBABILITY, token), within(1e-12));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.05, 0.95, 0, PROBABILITY",
    "1.0, 0.7, 0, MARGIN",
    "1.5, 1.0, 5, PROBABILITY",
    "0.8, 0.9, 3, NEGATIVE_ENTROPY",
    "0.0, 0.5, 0, PROBABILITY",
    "0.0, 1.0, 2, NEGATIVE_ENTROPY",
    "2.0, 0.01, 0, PROBABILITY",
    "1.0, 1.0, 500, PROBABILITY",
  })
  void categorical_filters_temperatureThenTopPThenTopK(
      double temperature, double topP, int topK, Confidence confidence) {
    var result = run(CATEGORICAL, temperature, topP, topK, confidence);
    for (int i = 0; i < ROWS; i++) {
      var row = SampleTokens.of(rows[i]).temperature(temperature).topP(topP).topK(topK);
      int token = temperature > 0 ? row.drawn(keys[i], 1) : row.order()[0];
      assertThat(result.tokens[i]).isEqualTo(token);
      assertThat(result.confidences[i]).isCloseTo(row.confidence(confidence, token), within(1e-10));
    }
  }

  @Test
  void gumbel_manyKeys_drawsBySoftmax() {
    var row = new float[] {1, 0, -1, 2};
    double[] p = SampleTokens.of(row).probabilities();
    int draws = 20_000;
    var logits = new float[draws * row.length];
    var drawKeys = new long[draws];
    for (int i = 0; i < draws; i++) {
      System.arraycopy(row, 0, logits, i * row.length, row.length);
      drawKeys[i] = NoiseKey.of(11, 3, i);
    }
    var result =
        script.callForList(
            scope,
            scope.create(logits, new Shape(draws, row.length)),
            scope.create(drawKeys),
            GUMBEL,
            1.0,
            1.0,
            0,
            1);
    long[] tokens = result[0].toLongArray();
    for (int token = 0; token < row.length; token++) {
      int wanted = token;
      long drawn = IntStream.range(0, draws).filter(i -> tokens[i] == wanted).count();
      assertThat((double) drawn / draws).isCloseTo(p[token], within(0.015));
    }
  }

  private record Result(long[] tokens, double[] confidences) {}

  private Result run(
      int sampling, double temperature, double topP, int topK, Confidence confidence) {
    var flat = new float[ROWS * VOCABULARY];
    for (int i = 0; i < ROWS; i++) {
      System.arraycopy(rows[i], 0, flat, i * VOCABULARY, VOCABULARY);
    }
    PtNDArray[] result =
        script.callForList(
            scope,
            scope.create(flat, new Shape(ROWS, VOCABULARY)),
            scope.create(keys),
            sampling,
            temperature,
            topP,
            topK,
            confidence.code());
    return new Result(result[0].toLongArray(), result[1].toDoubleArray());
  }
}
