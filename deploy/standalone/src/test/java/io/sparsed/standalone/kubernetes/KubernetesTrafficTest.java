package io.sparsed.standalone.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who reaches whom by the manifests of {@code deploy/k8s}, and what scales them. */
class KubernetesTrafficTest {
  @BeforeAll
  static void render() {
    Variant.needKubectl();
  }

  @ParameterizedTest
  @EnumSource
  void selectors_matchTheLabelsOfPods(Variant variant) {
    Manifests manifests = variant.manifests();
    List<Server> servers = manifests.servers();
    for (Server server : servers) {
      assertThat(server.isSelectedBy(server.deployment().getSpec().getSelector())).isTrue();
      assertThat(server.pod().getTopologySpreadConstraints())
          .isNotEmpty()
          .allMatch(spread -> server.isSelectedBy(spread.getLabelSelector()));
      assertThat(manifests.all(PodDisruptionBudget.class))
          .filteredOn(budget -> server.isSelectedBy(budget.getSpec().getSelector()))
          .hasSize(1);
      assertThat(manifests.all(NetworkPolicy.class))
          .filteredOn(policy -> server.isSelectedBy(policy.getSpec().getPodSelector()))
          .hasSize(1);
    }
    for (Service service : manifests.all(Service.class)) {
      assertThat(servers)
          .filteredOn(server -> server.isSelectedBy(service.getSpec().getSelector()))
          .singleElement()
          .satisfies(
              server ->
                  assertThat(service.getSpec().getPorts())
                      .allSatisfy(
                          port -> {
                            String name = port.getTargetPort().getStrVal();
                            assertThat(server.ports()).containsEntry(name, port.getPort());
                          }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void networkPolicy_ofWorkers_letsOnlySchedulersAskThem(Variant variant) {
    Manifests manifests = variant.manifests();
    Server scheduler = manifests.server("sparsed-scheduler");
    NetworkPolicy policy = manifests.named(NetworkPolicy.class, "sparsed-worker");
    List<NetworkPolicyIngressRule> rules = policy.getSpec().getIngress();

    assertThat(policy.getSpec().getPolicyTypes()).contains("Ingress");
    assertThat(rules).allSatisfy(rule -> assertThat(portsOf(rule)).isNotEmpty());
    assertThat(rules.stream().flatMap(rule -> portsOf(rule).stream()))
        .containsExactlyInAnyOrderElementsOf(manifests.server("sparsed-worker").ports().keySet());
    assertThat(rules)
        .filteredOn(rule -> portsOf(rule).contains("grpc"))
        .flatExtracting(NetworkPolicyIngressRule::getFrom)
        .isNotEmpty()
        .allSatisfy(peer -> assertThat(isOnly(peer, scheduler)).isTrue());
    assertThat(manifests.named(NetworkPolicy.class, "sparsed-scheduler").getSpec().getEgress())
        .filteredOn(rule -> rule.getPorts().getFirst().getPort().getValue().equals("grpc"))
        .flatExtracting(rule -> rule.getTo())
        .singleElement()
        .satisfies(peer -> assertThat(isOnly(peer, manifests.server("sparsed-worker"))).isTrue());
  }

  @Test
  void autoscaler_metrics_areThoseOfARealScheduler() throws Exception {
    Manifests manifests = Variant.BASE.manifests();
    HorizontalPodAutoscaler autoscaler =
        manifests.named(HorizontalPodAutoscaler.class, "sparsed-worker");
    String target = autoscaler.getSpec().getScaleTargetRef().getName();
    assertThat(manifests.server(target).deployment().getSpec().getReplicas()).isNull();
    String exposed = metricsOfAScheduler();

    assertThat(autoscaler.getSpec().getMetrics())
        .isNotEmpty()
        .allSatisfy(
            metric -> {
              String service = metric.getObject().getDescribedObject().getName();
              var selector = manifests.named(Service.class, service).getSpec().getSelector();
              assertThat(manifests.server("sparsed-scheduler").isSelectedBy(selector)).isTrue();
              String name = metric.getObject().getMetric().getName();
              assertThat(exposed).containsPattern("(?m)^" + name + " ");
            });
  }

  private static List<Object> portsOf(NetworkPolicyIngressRule rule) {
    return rule.getPorts().stream().map(port -> port.getPort().getValue()).toList();
  }

  /** Tells if a peer is the pods of a server, in the same namespace, and nobody else. */
  private static boolean isOnly(NetworkPolicyPeer peer, Server server) {
    return peer.getIpBlock() == null
        && peer.getNamespaceSelector() == null
        && server.isSelectedBy(peer.getPodSelector());
  }

  private static String metricsOfAScheduler() throws IOException, InterruptedException {
    SchedulerConfig config =
        SchedulerConfig.of(List.of("127.0.0.1:1")).withMetricsPort(OptionalInt.of(0));
    try (SchedulerServer server = SchedulerServer.start(config);
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri =
          URI.create("http://127.0.0.1:%d/metrics".formatted(server.metricsPort().orElseThrow()));
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }
}
