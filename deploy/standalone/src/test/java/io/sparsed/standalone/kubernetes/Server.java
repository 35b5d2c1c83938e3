package io.sparsed.standalone.kubernetes;

import static java.util.stream.Collectors.toMap;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.sparsed.standalone.cli.SparseDCommand;
import io.sparsed.standalone.settings.EnvironmentVariables;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;

/**
 * A Server is a deployment of one container that runs a subcommand of {@code sparsed}.
 *
 * @param deployment the deployment
 * @param variables what its container sees: values by the names of their variables
 * @param command the subcommand, which has read its arguments and variables
 */
record Server(Deployment deployment, Map<String, String> variables, CommandLine command) {
  /** Value of a variable that only the cluster knows, of a secret for example. */
  private static final String UNKNOWN = "1";

  /** Reads the settings of a deployment as its container will; throws if they are refused. */
  static Server of(Deployment deployment, Manifests manifests) {
    Container container = deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
    Map<String, String> variables = new HashMap<>();
    for (EnvFromSource source : container.getEnvFrom()) {
      String name = source.getConfigMapRef().getName();
      variables.putAll(manifests.named(ConfigMap.class, name).getData());
    }
    for (EnvVar variable : container.getEnv()) {
      variables.put(variable.getName(), Optional.ofNullable(variable.getValue()).orElse(UNKNOWN));
    }
    String[] arguments = container.getArgs().toArray(String[]::new);
    CommandLine command = SparseDCommand.of(arguments);
    EnvironmentVariables.install(command, variables);
    command.parseArgs(arguments);
    return new Server(
        deployment,
        Map.copyOf(variables),
        Objects.requireNonNull(command.getSubcommands().get(arguments[0])));
  }

  PodSpec pod() {
    return deployment.getSpec().getTemplate().getSpec();
  }

  Container container() {
    return pod().getContainers().getFirst();
  }

  /** Returns the ports of the container by their names. */
  Map<String, Integer> ports() {
    return container().getPorts().stream()
        .collect(toMap(ContainerPort::getName, ContainerPort::getContainerPort));
  }

  /** Returns the value of a flag, be it given as an argument or as a variable. */
  Object setting(String flag) {
    return command.getCommandSpec().findOption(flag).getValue();
  }

  /** Returns the names of all variables that the command reads. */
  Set<String> readVariables() {
    return EnvironmentVariables.names(command);
  }

  /** Tells if a selector chooses the pods of the deployment. */
  boolean isSelectedBy(Map<String, String> labels) {
    Map<String, String> own = deployment.getSpec().getTemplate().getMetadata().getLabels();
    return !labels.isEmpty() && own.entrySet().containsAll(labels.entrySet());
  }

  /** Tells if a selector chooses the pods of the deployment. */
  boolean isSelectedBy(LabelSelector selector) {
    return isSelectedBy(selector.getMatchLabels());
  }
}
