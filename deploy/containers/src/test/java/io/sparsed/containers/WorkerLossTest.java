package io.sparsed.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.client.SparseDClient;
import io.sparsed.client.TokenIds;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses of a worker while requests run: answers are those of an undisturbed run. */
class WorkerLossTest {
  /** A loss of a worker, and the command that brings it back. */
  enum Loss {
    KILLED,
    TOLD_TO_END,
    FROZEN,
    CUT_OFF;

    void happenTo(Server worker) {
      switch (this) {
        case KILLED -> worker.killNow();
        case TOLD_TO_END -> worker.terminate();
        case FROZEN -> worker.pause();
        case CUT_OFF -> worker.disconnect();
      }
    }

    void endFor(Server worker) {
      switch (this) {
        case KILLED, TOLD_TO_END -> worker.startAgain();
        case FROZEN -> worker.unpause();
        case CUT_OFF -> worker.reconnect();
      }
    }
  }

  @BeforeAll
  static void needEngine() {
    Engine.require();
  }

  @AfterAll
  static void checkLogs() {
    Deployment.get().assertThatLogsHoldNoSecret();
  }

  @ParameterizedTest
  @EnumSource
  void requests_workerIsLost_haveTheSameAnswers(Loss loss) throws Exception {
    Deployment deployment = Deployment.get();
    try (SparseDClient client = deployment.client()) {
      List<TokenIds> undisturbed = Requests.undisturbed(client);
      double[] before = passes(deployment);
      Requests requests = Requests.underway(client);
      double[] after = passes(deployment);
      int most =
          IntStream.range(0, after.length)
              .boxed()
              .max(Comparator.comparingDouble(index -> after[index] - before[index]))
              .orElseThrow();
      Server busiest = deployment.workers().get(most);

      loss.happenTo(busiest);
      try {
        assertThat(requests.areUnderway()).as("the loss came in the middle").isTrue();
        assertThat(requests.tokens()).isEqualTo(undisturbed);
      } finally {
        loss.endFor(busiest);
      }
      deployment.awaitReadyWorkers();
    }
  }

  private static double[] passes(Deployment deployment) {
    return deployment.workers().stream()
        .mapToDouble(each -> each.metric("sparsed_passes_seconds_count"))
        .toArray();
  }
}
