package io.sparsed.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.checkpoint.Checkpoint;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.LiveTensors;
import io.sparsed.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests experts in fp32 on a CPU. */
class ExpertsTest {
  private static final int ROWS = 300;

  @TempDir Path folder;

  /** The output of an expert for a row does not depend on how many rows choose it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 16, 33, 150, 299})
  void addTo_someOfTheRows_asAmongAll(int rows) throws IOException {
    try (var checkpoint = Checkpoint.open(Golden.checkpoint("llada-moe-tiny", folder));
        var torch = Torch.open("cpu");
        var scope = torch.manager().newSubManager();
        var experts =
            new PortableFeedForward(
                torch, checkpoint.spec(), checkpoint.weights(torch, ElementType.FLOAT32))) {
      var spec = checkpoint.spec();
      var x = (PtNDArray) scope.randomNormal(new Shape(ROWS, spec.hidden()));
      var some =
          (PtNDArray)
              scope.create(
                  Arrays.copyOf(x.toFloatArray(), rows * spec.hidden()),
                  new Shape(rows, spec.hidden()));
      float[] alone = experts.addTo(scope, 1, some).toFloatArray();
      int live = LiveTensors.of(torch);
      float[] all = experts.addTo(scope, 1, x).toFloatArray();

      assertThat(alone).containsExactly(Arrays.copyOf(all, alone.length), within(1e-5f));
      assertThat(LiveTensors.of(torch)).isEqualTo(live);
    }
  }

  /** The rows of a GPU: what an expert makes of a row here is the row times the expert's number. */
  @Test
  void groupByExpert_someRows_groupsOfWholeBlocksThatAddUp() {
    int block = 8;
    int count = 5;
    int width = 4;
    int rows = 21;
    int first = 2;
    try (var torch = Torch.open("cpu");
        var scope = torch.manager().newSubManager();
        var group = torch.script("group_by_expert");
        var add = torch.script("add_experts")) {
      var h = (PtNDArray) scope.randomNormal(new Shape(rows + first, width));
      var scores = (PtNDArray) scope.randomNormal(new Shape(rows, count));
      float[] bias = {0, 0, 3, 0, 0}; // every row chooses the third
      var grouped =
          group.callForList(scope, h, first, scores, (PtNDArray) scope.create(bias), 2, block);
      long[] counts = torch.download(grouped[2]);
      float[] outputs = grouped[0].toFloatArray();
      int row = 0;
      for (int expert = 0; expert < count; expert++) {
        int end = row + Math.toIntExact(Math.ceilDiv(counts[expert], block) * block);
        for (; row < end; row++) {
          for (int i = 0; i < width; i++) {
            outputs[row * width + i] *= expert;
          }
        }
      }
      assertThat(counts[2]).isEqualTo(rows);
      assertThat(Arrays.stream(counts).sum()).isEqualTo(2L * rows);

      var x = (PtNDArray) scope.zeros(new Shape(rows + first, width));
      var made = (PtNDArray) scope.create(outputs, grouped[0].getShape());
      var _ = add.call(scope, x, first, made, grouped[3], grouped[4]);

      float[] found = x.toFloatArray();
      float[] states = h.toFloatArray();
      float[] logits = scores.toFloatArray();
      for (int i = 0; i < rows; i++) {
        double factor = factor(Arrays.copyOfRange(logits, i * count, (i + 1) * count), bias);
        for (int j = 0; j < width; j++) {
          int at = (first + i) * width + j;
          assertThat((double) found[at]).isCloseTo(factor * states[at], within(1e-4));
        }
      }
      assertThat(Arrays.copyOf(found, first * width)).containsOnly(0);
    }
  }

  /** Returns the sum over the two best experts of what each weighs, times its number. */
  private static double factor(float[] logits, float... bias) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    double all = sum;
    return IntStream.range(0, logits.length)
        .mapToObj(i -> new double[] {Math.exp(logits[i]) / all + bias[i], i})
        .sorted((a, b) -> Double.compare(b[0], a[0]))
        .limit(2)
        .mapToDouble(each -> each[0] * each[1])
        .sum();
  }

  @Test
  void headNorm_partOfARow_onlyThatIsNormalized() {
    try (var torch = Torch.open("cpu");
        var scope = torch.manager().newSubManager();
        var norm = torch.script("head_norm")) {
      var x = (PtNDArray) scope.ones(new Shape(2, 12)).mul(3);
      var heads = torch.heads(scope, x, 1, 1, 4);
      var _ = norm.call(scope, heads, (PtNDArray) scope.create(new float[] {1, 2, 3, 4}), 0.0);

      assertThat(x.toFloatArray())
          .containsExactly(3, 3, 3, 3, 1, 2, 3, 4, 3, 3, 3, 3, 3, 3, 3, 3, 1, 2, 3, 4, 3, 3, 3, 3);
    }
  }
}
