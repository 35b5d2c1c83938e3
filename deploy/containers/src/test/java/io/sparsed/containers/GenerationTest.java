package io.sparsed.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sparsed.client.ChatMessage;
import io.sparsed.client.Completion;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.Prompt;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.UnauthenticatedException;
import io.sparsed.client.UnavailableException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of a deployment whose hops all speak TLS. */
class GenerationTest {
  private static final GenerationRequest QUESTION = question(Deployment.LLADA);

  @BeforeAll
  static void needEngine() {
    Engine.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {Deployment.LLADA, Deployment.DREAM})
  void complete_eachModel_answers(String model) {
    try (SparseDClient client = Deployment.get().client()) {
      Completion completion = client.complete(question(model));

      assertThat(completion.text()).contains("4821");
      assertThat(completion.accepted().model()).isEqualTo(model);
    }
  }

  @AfterAll
  static void checkLogs() {
    Deployment.get().assertThatLogsHoldNoSecret();
  }

  @Test
  void complete_wrongToken_isRefused() {
    Deployment deployment = Deployment.get();
    try (SparseDClient stranger =
        deployment.client(deployment.tls().file("scheduler.pem"), "guess")) {
      assertThatExceptionOfType(UnauthenticatedException.class)
          .isThrownBy(() -> stranger.complete(QUESTION));
    }
  }

  @Test
  void complete_serverThatIsNotTrusted_isNotAsked() {
    Deployment deployment = Deployment.get();
    try (SparseDClient careful =
        deployment.client(deployment.tls().file("worker.pem"), Deployment.TOKEN)) {
      assertThatExceptionOfType(UnavailableException.class)
          .isThrownBy(() -> careful.complete(QUESTION))
          .withMessageContaining("certificate");
    }
  }

  static GenerationRequest question(String model) {
    String text = "The code for the blue door is 4821. What is the code for the blue door?";
    return GenerationRequest.builder(Prompt.chat(ChatMessage.user(text)))
        .model(model)
        .diffusion(DiffusionOptions.builder().genLength(32).steps(32).build())
        .build();
  }
}
