package io.sparsed.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the models that workers serve together, also if their checkpoints differ. */
class ServedModelsTest {

  @Test
  void of_severalModels_areSortedAndCounted() {
    assertThat(
            ServedModels.of(List.of(facts("n", "h", 10), facts("m", "f", 10), facts("m", "f", 20))))
        .containsExactly(
            new ServedModel(FakeWorker.model("m", "f"), 20, 1 << 30, 2),
            new ServedModel(FakeWorker.model("n", "h"), 10, 1 << 30, 1));
  }

  @Test
  void of_checkpointsOfOneId_mostWorkersWin() {
    assertThat(
            ServedModels.of(List.of(facts("m", "f", 10), facts("m", "g", 10), facts("m", "g", 10))))
        .containsExactly(new ServedModel(FakeWorker.model("m", "g"), 10, 1 << 30, 2));
  }

  @Test
  void of_equallyManyOfTwoCheckpoints_theFirstWins() {
    assertThat(ServedModels.of(List.of(facts("m", "f", 10), facts("m", "g", 10))))
        .containsExactly(new ServedModel(FakeWorker.model("m", "f"), 10, 1 << 30, 1));
  }

  private static WorkerFacts facts(String model, String fingerprint, int maxCanvasLength) {
    return FakeWorker.facts(model, fingerprint, maxCanvasLength);
  }
}
