package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.client.InvalidRequestException.Violation;
import io.sparsed.scheduler.Endpoint;
import io.sparsed.scheduler.access.ClientToken;
import io.sparsed.scheduler.admission.AdmissionLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each failure is an exception of its own. */
class EndToEndFailureTest extends EndToEnd {
  @Test
  void complete_invalidRequest_saysEveryViolation() {
    GenerationRequest wrong =
        GenerationRequest.builder(Prompt.tokens(1, MASK))
            .diffusion(DiffusionOptions.builder().genLength(32).steps(16).topP(0.5).build())
            .sparse(SparseOptions.builder().select(1.5).blockSize(17).build())
            .build();

    assertThatThrownBy(() -> client.complete(wrong))
        .isInstanceOfSatisfying(
            InvalidRequestException.class,
            e -> {
              assertThat(e.violations())
                  .extracting(Violation::field)
                  .contains("sparse.select", "sparse.block_size", "diffusion.top_p")
                  .anyMatch(field -> field.startsWith("tokens"));
              assertThat(e.violations()).extracting(Violation::description).doesNotContain("");
              assertThat(e.retryable()).isFalse();
            });
  }

  @Test
  void complete_textWithoutTokenizer_isInvalid() {
    assertThatThrownBy(() -> client.complete(GenerationRequest.of(Prompt.text("hello"))))
        .isInstanceOf(InvalidRequestException.class);
  }

  @Test
  void complete_unknownModel_isNotFound() {
    GenerationRequest wrong = GenerationRequest.builder(Prompt.tokens(1)).model("gpt").build();

    assertThatThrownBy(() -> client.complete(wrong)).isInstanceOf(ModelNotFoundException.class);
  }

  @Test
  void stream_schedulerClosedMidway_isUnavailable(@TempDir Path folder) throws Exception {
    try (ServedModel mortal =
            new ServedModel(folder, config -> config.withDrainLimit(Duration.ofMillis(100)));
        SparseDClient itsClient =
            SparseDClient.builder(mortal.target()).plaintext().retry(RetryPolicy.never()).build();
        GenerationStream stream =
            itsClient.stream(
                GenerationRequest.builder(Prompt.tokens(1)).diffusion(endless()).build())) {
      assertThat(stream.next()).isInstanceOf(Event.Accepted.class);
      assertThat(stream.next()).isInstanceOf(Event.Progress.class);
      CompletableFuture<Void> closing = CompletableFuture.runAsync(mortal::close);

      assertThatThrownBy(stream::await).isInstanceOf(UnavailableException.class);
      closing.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void token_wrong_isUnauthenticated(@TempDir Path folder) throws Exception {
    Path tokens =
        Files.writeString(folder.resolve("tokens"), ClientToken.of("app", "right").line());
    try (ServedModel guarded =
            new ServedModel(
                folder,
                config -> config.withEndpoint(Endpoint.LOOPBACK.withTokens(Optional.of(tokens))));
        SparseDClient wrong =
            SparseDClient.builder(guarded.target()).plaintext().token("wrong").build();
        SparseDClient right =
            SparseDClient.builder(guarded.target()).plaintext().token("right").build()) {
      assertThatThrownBy(wrong::models).isInstanceOf(UnauthenticatedException.class);
      assertThatThrownBy(() -> wrong.complete(longRequest()))
          .isInstanceOf(UnauthenticatedException.class);
      assertThat(right.models()).hasSize(1);
    }
  }

  @Test
  void complete_queueFull_isOverloaded(@TempDir Path folder) throws Exception {
    try (ServedModel small =
            new ServedModel(
                folder,
                config ->
                    config.withAdmission(
                        AdmissionLimits.defaults().withMaxRunning(1).withMaxWaiting(0)));
        SparseDClient itsClient = small.client();
        GenerationStream first = itsClient.stream(longRequest())) {
      assertThat(first.next()).isInstanceOf(Event.Accepted.class);

      assertThatThrownBy(() -> itsClient.complete(longRequest()))
          .isInstanceOf(OverloadedException.class)
          .extracting(e -> ((SparseDException) e).retryable())
          .isEqualTo(true);
    }
  }
}
