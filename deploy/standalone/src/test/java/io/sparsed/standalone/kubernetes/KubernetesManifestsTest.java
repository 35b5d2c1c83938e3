package io.sparsed.standalone.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.sparsed.service.BoundedServer;
import io.sparsed.worker.WorkerServer;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The manifests of {@code deploy/k8s}, rendered, against the API's types and both services. */
class KubernetesManifestsTest {
  @BeforeAll
  static void render() {
    Variant.needKubectl();
  }

  @Test
  void parse_whatTheApiDoesNotKnow_fails() {
    for (String spec : List.of("{prots: []}", "{ports: [{port: '80'}]}", "{type: 1}", "{a: b}")) {
      assertThatExceptionOfType(JsonProcessingException.class)
          .as(spec)
          .isThrownBy(() -> Manifests.parse("apiVersion: v1\nkind: Service\nspec: " + spec));
    }
  }

  @ParameterizedTest
  @EnumSource
  void variables_ofEachContainer_areReadByItsCommand(Variant variant) {
    for (Server server : variant.manifests().servers()) {
      assertThat(server.variables().keySet())
          .filteredOn(name -> name.startsWith("SPARSED_"))
          .hasSizeGreaterThan(2)
          .isSubsetOf(server.readVariables());
      assertThat(server.pod().getEnableServiceLinks()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void ports_areThoseListenedOn(Variant variant) {
    Manifests manifests = variant.manifests();
    for (Server server : manifests.servers()) {
      assertThat(server.ports()).containsOnlyKeys("grpc", "metrics");
      assertThat(server.setting("--port")).isEqualTo(server.ports().get("grpc"));
      assertThat(server.setting("--metrics-port"))
          .isEqualTo(Optional.ofNullable(server.ports().get("metrics")));
      assertThat(server.setting("--host")).isEqualTo("0.0.0.0");
    }
    Server workers = manifests.server("sparsed-worker");
    assertThat(manifests.server("sparsed-scheduler").setting("--workers"))
        .isEqualTo(List.of("dns:///sparsed-workers:" + workers.ports().get("grpc")));
    Service headless = manifests.named(Service.class, "sparsed-workers");
    assertThat(headless.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(workers.isSelectedBy(headless.getSpec().getSelector())).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void probes_askWhatTheServersAnswer(Variant variant) {
    for (Server server : variant.manifests().servers()) {
      Container container = server.container();
      for (Probe probe : probes(server)) {
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("metrics");
        assertThat(probe.getHttpGet().getScheme()).as("plaintext").isNull();
        assertThat(probe.getHttpGet().getPath()).isIn("/livez", "/readyz");
      }
      assertThat(container.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
      assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/livez");
    }
  }

  @ParameterizedTest
  @EnumSource
  void pods_haveFewRights(Variant variant) {
    for (Server server : variant.manifests().servers()) {
      assertThat(server.pod().getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(server.pod().getSecurityContext().getRunAsUser()).isPositive();
      assertThat(server.pod().getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      assertThat(server.pod().getAutomountServiceAccountToken()).isFalse();
      var rights = server.container().getSecurityContext();
      assertThat(rights.getReadOnlyRootFilesystem()).isTrue();
      assertThat(rights.getAllowPrivilegeEscalation()).isFalse();
      assertThat(rights.getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(server.container().getResources().getRequests()).containsKeys("cpu", "memory");
      assertThat(server.container().getResources().getLimits()).containsKey("memory");
    }
  }

  @ParameterizedTest
  @EnumSource
  void volumes_areMountedAndThere(Variant variant) {
    Manifests manifests = variant.manifests();
    for (Server server : manifests.servers()) {
      List<VolumeMount> mounts = server.container().getVolumeMounts();

      assertThat(mounts.stream().map(VolumeMount::getName))
          .containsExactlyInAnyOrderElementsOf(
              server.pod().getVolumes().stream().map(Volume::getName).toList());
      assertThat(mounts)
          .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
          .extracting(VolumeMount::getMountPath)
          .containsExactly("/tmp");
      for (Volume volume : server.pod().getVolumes()) {
        if (volume.getPersistentVolumeClaim() != null) {
          String claim = volume.getPersistentVolumeClaim().getClaimName();
          assertThat(manifests.named(PersistentVolumeClaim.class, claim)).isNotNull();
        }
      }
      List<String> paths = mounts.stream().map(VolumeMount::getMountPath).toList();
      assertThat(
              server.variables().values().stream()
                  .flatMap(value -> Stream.of(value.split(",", -1))))
          .filteredOn(value -> value.startsWith("/"))
          .allMatch(file -> paths.stream().anyMatch(file::startsWith));
    }
  }

  @Test
  void gracePeriods_areLongerThanTheServersDrain() throws Exception {
    Manifests manifests = Variant.BASE.manifests();
    Server scheduler = manifests.server("sparsed-scheduler");
    Server worker = manifests.server("sparsed-worker");
    long hook = scheduler.container().getLifecycle().getPreStop().getSleep().getSeconds();
    long requests = (long) scheduler.setting("--drain-limit");
    int hangUp = (int) constant(BoundedServer.class.getName(), "HANG_UP_SECONDS");
    long steps = (long) worker.setting("--drain-limit");
    Duration close = (Duration) constant(WorkerServer.class.getName(), "HANG_UP");

    assertThat(scheduler.pod().getTerminationGracePeriodSeconds())
        .isGreaterThan(hook + requests + 3L * hangUp);
    assertThat(worker.pod().getTerminationGracePeriodSeconds())
        .isGreaterThan(steps + close.toSeconds() + 2L * hangUp);
  }

  @Test
  void gpu_eachWorker_hasOneAndTheModelOfTheClaim() {
    Server worker = Variant.GPU.manifests().server("sparsed-worker");

    assertThat(worker.container().getResources().getLimits())
        .containsEntry("nvidia.com/gpu", new Quantity("1"));
    assertThat(worker.setting("--device")).isEqualTo(Optional.of("cuda"));
    assertThat(worker.setting("--model")).isEqualTo(Optional.of(Path.of("/model")));
    assertThat(worker.container().getImage()).startsWith("sparsed-gpu:");
  }

  private static List<Probe> probes(Server server) {
    return List.of(
        server.container().getStartupProbe(),
        server.container().getReadinessProbe(),
        server.container().getLivenessProbe());
  }

  private static Object constant(String type, String name) throws ReflectiveOperationException {
    Field field = Class.forName(type).getDeclaredField(name);
    field.setAccessible(true);
    return field.get(null);
  }
}
