package io.sparsed.scheduler.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.grpc.InsecureChannelCredentials;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Tests which workers a directory finds through gRPC's name resolvers. */
class GrpcWorkerDirectoryTest {

  private final List<Set<String>> told = new CopyOnWriteArrayList<>();

  @Test
  void start_unknownScheme_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> directory("nowhere:///workers"))
        .withMessageContaining("nowhere:///workers");
  }

  @Test
  void start_listOfAddresses_isToldAtOnceAndOnce() {
    try (GrpcWorkerDirectory directory = directory("a:1", "b:2", "a:1")) {
      directory.start(told::add);

      assertThat(told).containsExactly(Set.of("a:1", "b:2"));
    }
  }

  @Test
  void start_dnsName_everyAddressIsAWorker() {
    try (GrpcWorkerDirectory directory = directory("dns:///localhost:7")) {
      directory.start(told::add);

      await().untilAsserted(() -> assertThat(told.getLast()).contains("127.0.0.1:7"));
    }
  }

  @Test
  void start_dnsNameWithoutPort_isAtTheWorkersUsualPort() {
    try (GrpcWorkerDirectory directory = directory("dns:///localhost")) {
      directory.start(told::add);

      await().untilAsserted(() -> assertThat(told.getLast()).contains("127.0.0.1:50061"));
    }
  }

  @Test
  void start_targetChanges_workersJoinAndLeave() {
    try (FakeResolver resolver = new FakeResolver();
        GrpcWorkerDirectory directory = directory("fake:///workers", "a:1")) {
      directory.start(told::add);
      resolver.set(1, 2);
      resolver.set(2, 3);

      assertThat(told)
          .containsExactly(
              Set.of("a:1"),
              Set.of("a:1", "127.0.0.1:1", "127.0.0.1:2"),
              Set.of("a:1", "127.0.0.1:2", "127.0.0.1:3"));
    }
  }

  @Test
  void start_nameServiceFailsOrForgets_workersStay() {
    try (FakeResolver resolver = new FakeResolver();
        GrpcWorkerDirectory directory = directory("fake:///workers")) {
      directory.start(told::add);
      resolver.set(1);
      resolver.fail();
      resolver.set();

      assertThat(told.getLast()).containsExactly("127.0.0.1:1");
    }
  }

  @Test
  void start_timePasses_resolverIsAskedAgain() {
    try (FakeResolver resolver = new FakeResolver();
        GrpcWorkerDirectory directory = directory("fake:///workers")) {
      directory.start(told::add);

      await().until(() -> resolver.refreshed() > 1);
    }
  }

  private static GrpcWorkerDirectory directory(String... targets) {
    return new GrpcWorkerDirectory(
        List.of(targets), Duration.ofMillis(20), InsecureChannelCredentials.create(), _ -> {});
  }
}
