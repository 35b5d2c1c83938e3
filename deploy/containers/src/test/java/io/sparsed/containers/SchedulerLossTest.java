package io.sparsed.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.client.Answer;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.TokenIds;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Losses of a scheduler while requests run: nothing that was accepted is lost. */
class SchedulerLossTest {
  /** Exit code of a process that SIGTERM ends. */
  private static final long TERMINATED = 128 + 15;

  @BeforeAll
  static void needEngine() {
    Engine.require();
  }

  @AfterAll
  static void checkLogs() {
    Deployment.get().assertThatLogsHoldNoSecret();
  }

  @Test
  void requests_schedulerIsToldToEnd_areAllAnswered() throws Exception {
    Deployment deployment = Deployment.get();
    Server scheduler = deployment.schedulers().getFirst();
    try (SparseDClient client = deployment.client()) {
      List<TokenIds> undisturbed = Requests.undisturbed(client);
      Requests requests = Requests.underway(client);

      scheduler.terminate();
      assertThat(requests.areUnderway()).as("it was told in the middle").isTrue();

      assertThat(requests.tokens()).isEqualTo(undisturbed);
      scheduler.awaitEnd();
      assertThat(scheduler.state().getExitCodeLong()).isEqualTo(TERMINATED);
      assertThat(scheduler.getLogs()).contains("draining");
      scheduler.startAgain();
      deployment.awaitReadyWorkers();
    }
  }

  @Test
  void requests_onlySchedulerIsKilled_goOnOnceItIsBack() throws Exception {
    Deployment deployment = Deployment.get();
    Server scheduler = deployment.schedulers().getLast();
    try (SparseDClient client = deployment.patientClient(scheduler)) {
      List<TokenIds> undisturbed = Requests.undisturbed(client);
      Requests requests = Requests.underway(client);

      scheduler.killNow();
      assertThat(requests.areUnderway()).as("it was killed in the middle").isTrue();
      scheduler.startAgain();

      assertThat(requests.tokens()).isEqualTo(undisturbed);
      assertThat(requests.answers())
          .extracting(Answer::usage)
          .anySatisfy(usage -> assertThat(usage.resumes()).isEqualTo(1));
    }
  }
}
