package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.v1.Finished;
import io.sparsed.v1.Priority;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Tests the order in which clients that share a scheduler with one place are admitted. */
class FairnessTest extends CrowdedScheduler {
  @Test
  void complete_queueFilledByOneKey_stillHasRoomForAnother() throws Exception {
    serve(
        config ->
            config.withAdmission(AdmissionLimits.defaults().withMaxRunning(1).withMaxWaiting(3)));
    Future<Finished> held = ask(key("greedy"), "held", 1);
    Future<Finished> first = ask(key("greedy"), "g1", 2);
    Future<Finished> second = ask(key("greedy"), "g2", 3);
    Future<Finished> last = ask(key("greedy"), "g3", 4);

    Future<Finished> modest =
        clients.submit(() -> complete(key("modest"), "m1", Priority.PRIORITY_NORMAL));

    assertThatThrownBy(last::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(Errors.reason(e)).isEqualTo("OVERLOADED"));
    release.countDown();
    for (Future<Finished> answered : List.of(held, first, second, modest)) {
      assertThat(answered.get().getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(GOLDEN));
    }
    assertThat(order()).containsExactly("held", "g1", "m1", "g2");
    cluster().awaitIdle();
  }

  @Test
  void complete_clientWithAWeight_goesSoManyTimesAsOften() throws Exception {
    serve(
        config ->
            config.withAdmission(
                AdmissionLimits.defaults().withMaxRunning(1).withWeights(Map.of("gold", 3))));
    var _ = ask(key("any"), "held", 1);
    var _ = ask(key("plain"), "p1", 2);
    var _ = ask(key("plain"), "p2", 3);
    for (int i = 1; i <= 4; i++) {
      var _ = ask(key("gold"), "g" + i, 3 + i);
    }

    release.countDown();

    await()
        .untilAsserted(
            () -> assertThat(order()).containsExactly("held", "p1", "g1", "g2", "g3", "p2", "g4"));
    cluster().awaitIdle();
  }

  @Test
  void complete_bearerTokensDiffer_shareLikeKeys() throws Exception {
    serve(config -> config.withAdmission(AdmissionLimits.defaults().withMaxRunning(1)));
    var _ = ask(token("a"), "held", 1);
    var _ = ask(token("a"), "a1", 2);
    var _ = ask(token("a"), "a2", 3);
    Future<Finished> last = ask(token("b"), "b1", 4);

    release.countDown();

    last.get();
    cluster().awaitIdle();
    assertThat(order()).containsExactly("held", "a1", "b1", "a2");
  }

  @Test
  void complete_bearerTokenIsTheSchedulersOwn_tellsNobodyApart() throws Exception {
    serve(
        config ->
            config
                .withAdmission(AdmissionLimits.defaults().withMaxRunning(1))
                .withEndpoint(Tokens.endpoint(folder, "shared")));
    var _ = ask(token("shared"), "held", 1);
    var _ = ask(token("shared"), "1", 2);
    var _ = ask(token("shared"), "2", 3);
    var _ = ask(token("shared"), "3", 4);

    release.countDown();

    await().untilAsserted(() -> assertThat(order()).containsExactly("held", "1", "2", "3"));
  }

  @Test
  void complete_higherPriority_goesFirst() throws Exception {
    serve(config -> config.withAdmission(AdmissionLimits.defaults().withMaxRunning(1)));
    var _ = ask(key("a"), "held", 1);
    var _ = ask(key("a"), "low", Priority.PRIORITY_LOW, 2);
    var _ = ask(key("a"), "normal", Priority.PRIORITY_UNSPECIFIED, 3);
    var _ = ask(key("a"), "high", Priority.PRIORITY_HIGH, 4);

    release.countDown();

    await()
        .untilAsserted(() -> assertThat(order()).containsExactly("held", "high", "normal", "low"));
    cluster().awaitIdle();
  }
}
