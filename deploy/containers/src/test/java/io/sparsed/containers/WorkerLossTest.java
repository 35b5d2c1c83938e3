package io.sparsed.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sparsed.client.SparseDClient;
import io.sparsed.client.TokenIds;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
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
    Server worker = deployment.workers().getFirst();
    try (SparseDClient client = deployment.client()) {
      List<TokenIds> undisturbed = Requests.undisturbed(client);
      double before = worker.passes();
      Requests requests = Requests.underway(client);
      assertThat(worker.passes()).as("passes of the worker").isGreaterThan(before);

      loss.happen.accept(worker);
      assertThat(requests.areUnderway()).as("the loss came in the middle").isTrue();

      assertThat(requests.tokens()).isEqualTo(undisturbed);
      loss.end.accept(worker);
      awaitPasses(worker, client);
    }
  }

  /** Waits until the schedulers give a worker that is back something to do. */
  private static void awaitPasses(Server worker, SparseDClient client) {
    await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions()
        .until(
            () -> {
              double before = worker.passes();
              Requests.underway(client).tokens();
              return worker.passes() > before;
            });
  }
}
