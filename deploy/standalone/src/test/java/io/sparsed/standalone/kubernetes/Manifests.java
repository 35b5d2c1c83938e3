package io.sparsed.standalone.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Manifests are objects of the Kubernetes API, read as strictly as an API server does: an unknown
 * field, a field given twice or a value of another type is an error.
 *
 * @param objects the objects, in the order of their file
 */
record Manifests(List<HasMetadata> objects) {
  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Stream.of(
              Namespace.class,
              ConfigMap.class,
              PersistentVolumeClaim.class,
              Service.class,
              Deployment.class,
              PodDisruptionBudget.class,
              HorizontalPodAutoscaler.class,
              NetworkPolicy.class)
          .collect(toMap(HasMetadata::getKind, Function.identity()));

  private static final YAMLMapper YAML = strictMapper();

  /** Returns the objects that {@code kubectl kustomize} makes of a folder. */
  static Manifests render(Path folder) throws IOException {
    Process kubectl =
        new ProcessBuilder("kubectl", "kustomize", folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(kubectl.getInputStream().readAllBytes(), UTF_8);
    assertThat(kubectl.onExit().join().exitValue()).as(output).isZero();
    return parse(output);
  }

  /**
   * Returns the objects of a file.
   *
   * @throws IOException if it holds something that the API does not know
   */
  static Manifests parse(String yaml) throws IOException {
    List<HasMetadata> objects = new ArrayList<>();
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      while (documents.hasNext()) {
        objects.add(object(documents.next()));
      }
    }
    return new Manifests(List.copyOf(objects));
  }

  private static HasMetadata object(JsonNode document) throws JsonProcessingException {
    String kind = document.path("kind").asText();
    assertThat(KINDS).containsKey(kind);
    Class<? extends HasMetadata> type = KINDS.get(kind);
    assertThat(document.path("apiVersion").asText()).isEqualTo(HasMetadata.getApiVersion(type));
    return YAML.treeToValue(document, type);
  }

  private static YAMLMapper strictMapper() {
    YAMLMapper mapper =
        YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .annotationIntrospector(new NoAdditionalProperties())
            .build();
    for (CoercionInputShape shape :
        List.of(CoercionInputShape.Integer, CoercionInputShape.Float, CoercionInputShape.Boolean)) {
      mapper.coercionConfigFor(LogicalType.Textual).setCoercion(shape, CoercionAction.Fail);
    }
    return mapper;
  }

  /** Refuses the fields that the model's classes would collect because they do not know them. */
  private static final class NoAdditionalProperties extends JacksonAnnotationIntrospector {
    @Override
    public Boolean hasAnySetter(Annotated method) {
      return false;
    }
  }

  /** Returns all objects of a type. */
  <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Returns the object of a type with a name; there must be exactly one. */
  <T extends HasMetadata> T named(Class<T> type, String name) {
    List<T> found =
        all(type).stream().filter(object -> object.getMetadata().getName().equals(name)).toList();
    assertThat(found).as("%s %s", type.getSimpleName(), name).hasSize(1);
    return found.getFirst();
  }

  /** Returns the scheduler and the worker. */
  List<Server> servers() {
    return List.of(server("sparsed-scheduler"), server("sparsed-worker"));
  }

  /** Returns a deployment, with the settings of its container. */
  Server server(String deployment) {
    return Server.of(named(Deployment.class, deployment), this);
  }
}
