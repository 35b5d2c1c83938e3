package io.sparsed.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.client.SparseDClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each server in its container: what it may do, and what it tells. */
@TestMethodOrder(OrderAnnotation.class)
class ServersTest {
  @BeforeAll
  static void needEngine() {
    Engine.require();
  }

  @AfterAll
  static void checkLogs() {
    Deployment.get().assertThatLogsHoldNoSecret();
  }

  @Test
  @Order(Integer.MAX_VALUE) // a container's first check of its health comes after half a minute
  void health_everyServer_isWhatItsContainerTells() {
    Deployment.get().servers().forEach(Server::awaitHealth);
  }

  @Test
  void metrics_everyServer_areScraped() throws Exception {
    Deployment deployment = Deployment.get();
    try (SparseDClient client = deployment.client()) {
      assertThat(client.complete(GenerationTest.question(Deployment.LLADA)).text()).isNotEmpty();
    }
    for (Server server : deployment.servers()) {
      assertThat(server.metrics()).as(server.alias()).contains("# HELP", "sparsed_build_info");
    }
    assertThat(deployment.schedulers())
        .extracting(scheduler -> scheduler.metric("sparsed_steps_total"))
        .anySatisfy(steps -> assertThat(steps).isPositive());
  }

  @Test
  void files_everyServer_areReadOnlyAndNotRoots() throws Exception {
    for (Server server : Deployment.get().servers()) {
      assertThat(server.inspected().getHostConfig().getReadonlyRootfs()).isTrue();
      assertThat(server.execInContainer("id", "-u").getStdout().strip()).isEqualTo("10001");
      assertThat(server.execInContainer("touch", "/opt/sparsed/file").getStderr())
          .contains("Read-only file system");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Images.SCHEDULER, Images.WORKER})
  void java_inEachImage_startsFromItsCache(String image) {
    List<String> command =
        List.of("docker", "run", "--rm", "--env", "SPARSED_JAVA_OPTS=-XX:AOTMode=on", image);

    assertThat(Engine.run(Map.of(), command, "--version")).contains("sparsed");
  }
}
