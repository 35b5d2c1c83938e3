package io.sparsed.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.sparsed.client.CancelledException;
import io.sparsed.client.ChatMessage;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.Prompt;
import io.sparsed.client.SparseDClient;
import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.standalone.local.LocalServers;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A Spring Boot application asks a scheduler and a worker with the demo model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringAppTest {
  private static final GenerationRequest QUESTION =
      GenerationRequest.builder(
              Prompt.chat(
                  ChatMessage.user(
                      "The code for the blue door is 4821. What is the code for the blue door?")))
          .diffusion(DiffusionOptions.builder().genLength(32).build())
          .build();

  private ModelFolder model;
  private LocalServers servers;

  @BeforeAll
  void serve() throws Exception {
    model = ModelFolder.of(Optional.empty());
    servers =
        LocalServers.start(
            WorkerConfig.of(model.path()).withCompute(Compute.on("cpu")), SchedulerConfig::of);
  }

  @AfterAll
  void stop() {
    servers.close();
    model.close();
  }

  @Test
  void app_client_answersIsObservedAndIsClosedWithTheApp() {
    SparseDClient client;
    try (ConfigurableApplicationContext app = start("127.0.0.1:" + servers.schedulerPort())) {
      client = app.getBean(SparseDClient.class);
      assertThat(client.complete(QUESTION).text()).contains("4821");

      assertThat(
              app.getBean(SimpleMeterRegistry.class)
                  .get("grpc.client")
                  .tag("rpc.method", "Generate")
                  .timer()
                  .count())
          .isOne();
      Health health = health(app);
      assertThat(health.getStatus()).isEqualTo(Status.UP);
      assertThat(health.getDetails()).containsValue("1 workers");
    }
    assertThatThrownBy(client::models).isInstanceOf(CancelledException.class);
  }

  @Test
  void health_nobodyListens_isDown() {
    try (ConfigurableApplicationContext app = start("127.0.0.1:1")) {
      assertThat(health(app).getStatus()).isEqualTo(Status.DOWN);
    }
  }

  @Test
  void example_runs(@TempDir Path folder) throws Exception {
    Path sources = Path.of("example", "src", "main");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-parameters",
                "-d",
                folder.toString(),
                sources.resolve("java/example/AskApplication.java").toString());
    assertThat(compiled).isZero();
    ProcessBuilder app =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                folder
                    + ":"
                    + sources.resolve("resources")
                    + ":"
                    + System.getProperty("java.class.path"),
                "example.AskApplication",
                "The code for the blue door is 4821. What is the code for the blue door?")
            .redirectErrorStream(true);
    app.environment().put("SPARSED_TARGETS", "127.0.0.1:" + servers.schedulerPort());
    Process running = app.start();

    assertThat(new String(running.getInputStream().readAllBytes(), UTF_8)).contains("4821");
    assertThat(running.waitFor()).isZero();
  }

  private static Health health(ConfigurableApplicationContext app) {
    return Objects.requireNonNull(
        app.getBean("sparseDHealthIndicator", HealthIndicator.class).health());
  }

  private static ConfigurableApplicationContext start(String target) {
    return new SpringApplicationBuilder(App.class)
        .web(WebApplicationType.NONE)
        .properties(
            Map.of(
                "sparsed.targets", target,
                "sparsed.plaintext", "true",
                "sparsed.deadline", "60s",
                "sparsed.retry-attempts", "0",
                "spring.main.banner-mode", "off"))
        .run();
  }

  /** The application. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {
    @Bean
    SimpleMeterRegistry meters() {
      return new SimpleMeterRegistry();
    }

    @Bean
    ObservationRegistry observations(SimpleMeterRegistry meters) {
      ObservationRegistry registry = ObservationRegistry.create();
      registry.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
      return registry;
    }
  }
}
