package io.sparsed.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.client.SparseDClient;
import io.sparsed.client.TokenIds;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses of a worker while requests run: answers are those of an undisturbed run. */
class WorkerLossTest {
  /** What happens to a worker, and what brings it back. */
  enum Loss {
    KILLED(Server::killNow, Server::startAgain),
    TOLD_TO_END(Server::terminate, Server::startAgain),
    FROZEN(Server::pause, Server::unpause),
    CUT_OFF(Server::disconnect, Server::reconnect);

    private final Consumer<Server> happen;
    private final Consumer<Server> end;

    Loss(Consumer<Server> happen, Consumer<Server> end) {
      this.happen = happen;
      this.end = end;
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
      Map<Server, Double> before = passes(deployment);
      Requests requests = Requests.underway(client);
      Map<Server, Double> after = passes(deployment);
      Server busiest =
          Collections.max(
              after.keySet(), Comparator.comparing(each -> after.get(each) - before.get(each)));

      loss.happen.accept(busiest);
      assertThat(requests.areUnderway()).as("the loss came in the middle").isTrue();

      assertThat(requests.tokens()).isEqualTo(undisturbed);
      loss.end.accept(busiest);
      deployment.awaitReadyWorkers();
    }
  }

  private static Map<Server, Double> passes(Deployment deployment) {
    return deployment.workers().stream()
        .collect(
            Collectors.toMap(
                Function.identity(), each -> each.metric("sparsed_passes_seconds_count")));
  }
}
