package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sparsed.client.InvalidRequestException.Violation;
import io.sparsed.worker.golden.Golden;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EndToEndTest {
  private static final int VOCABULARY = 512;
  private static final int MASK = 500;

  private ServedModel served;
  private SparseDClient client;

  @BeforeAll
  void serve(@TempDir Path folder) throws Exception {
    served = new ServedModel(folder, UnaryOperator.identity());
    client = served.client();
  }

  @AfterAll
  void stop() {
    client.close();
    served.close();
  }

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
  void complete_deadline_isTypedAndFreesTheServer() {
    GenerationRequest hurried =
        GenerationRequest.builder(Prompt.tokens(1))
            .diffusion(slow())
            .deadline(Duration.ofMillis(300))
            .build();

    assertThatThrownBy(() -> client.complete(hurried))
        .isInstanceOf(DeadlineExceededException.class);
    awaitNoRequests();
  }

  @Test
  void stream_closedMidway_freesTheServer() {
    try (GenerationStream stream = client.stream(longRequest())) {
      assertThat(stream.next()).isInstanceOf(Event.Accepted.class);
      assertThat(stream.next()).isInstanceOf(Event.Progress.class);
      assertThat(served.scheduler().requests()).isPositive();
    }

    awaitNoRequests();
  }

  @Test
  void completeAsync_cancelled_freesTheServer() {
    CompletableFuture<Completion> reply = client.completeAsync(longRequest());
    await().until(() -> served.scheduler().requests() > 0);

    reply.cancel(false);

    awaitNoRequests();
  }

  @Test
  void listener_cancelled_freesTheServer() throws Exception {
    Recorder recorder = new Recorder();
    Cancellable generation = client.stream(longRequest(), recorder);
    recorder.awaitEvents(3);

    generation.cancel();

    assertThat(recorder.awaitError()).isInstanceOf(CancelledException.class);
    awaitNoRequests();
  }

  @Test
  void stream_schedulerClosedMidway_isUnavailable(@TempDir Path folder) throws Exception {
    try (ServedModel mortal = new ServedModel(folder, UnaryOperator.identity());
        SparseDClient itsClient =
            SparseDClient.builder(mortal.target())
                .plaintext()
                .resume(ResumePolicy.never())
                .build();
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
    try (ServedModel guarded = new ServedModel(folder, config -> config.withToken("right"));
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
                folder, config -> config.withMaxConcurrentRequests(1).withMaxQueuedRequests(0));
        SparseDClient itsClient = small.client();
        GenerationStream first = itsClient.stream(longRequest())) {
      assertThat(first.next()).isInstanceOf(Event.Accepted.class);

      assertThatThrownBy(() -> itsClient.complete(longRequest()))
          .isInstanceOf(OverloadedException.class)
          .extracting(e -> ((SparseDException) e).retryable())
          .isEqualTo(true);
    }
  }

  @Test
  void models_servedOne_isDescribed() {
    assertThat(client.models())
        .singleElement()
        .satisfies(
            model -> {
              assertThat(model.id()).isEqualTo(ServedModel.MODEL);
              assertThat(model.family()).isEqualTo(ModelFamily.LLADA);
              assertThat(model.vocabularySize()).isEqualTo(VOCABULARY);
              assertThat(model.maskTokenId()).isEqualTo(MASK);
              assertThat(model.eosTokenId()).hasValue(501);
              assertThat(model.hasTokenizer()).isFalse();
              assertThat(model.defaultSparse().skip()).hasValue(0.2);
              assertThat(model.defaultDiffusion().temperature()).hasValue(0);
            });
  }

  @Test
  void everyWayToAsk_goldenCase_givesTheTokensOfThePublishedCode() throws Exception {
    int[] prompt = Golden.ints("llada.sparse_b32_s30.prompt");
    int[] whole = Golden.ints("llada.sparse_b32_s30.final");
    TokenIds expected = TokenIds.of(Arrays.copyOfRange(whole, prompt.length, whole.length));
    GenerationRequest request =
        GenerationRequest.builder(Prompt.tokens(prompt))
            .diffusion(DiffusionOptions.builder().genLength(64).steps(20).blockLength(32).build())
            .sparse(SparseOptions.builder().skip(0.2).select(0.3).blockSize(32).build())
            .response(ResponseOptions.defaults().withCanvasHistory())
            .build();

    Completion completion = client.complete(request);
    assertThat(completion.answer().tokenIds()).isEqualTo(expected);
    assertThat(completion.answer().history()).hasSize(20).last().isEqualTo(expected);
    assertThat(completion.answer().usage())
        .isEqualTo(
            new Usage(prompt.length, completion.answer().usage().completionTokens(), 6, 14, 0));
    assertThat(completion.answer().timings().total()).isPositive();
    assertThat(completion.accepted().model()).isEqualTo(ServedModel.MODEL);
    assertThat(completion.accepted().diffusion().seed()).isPresent();
    assertThat(completion.accepted().sparse().blockSize()).hasValue(32);

    assertThat(client.completeAsync(request).get(60, TimeUnit.SECONDS).answer().tokenIds())
        .isEqualTo(expected);

    Recorder recorder = new Recorder();
    Cancellable _ = client.stream(request, recorder);
    assertThat(recorder.awaitAnswer().tokenIds()).isEqualTo(expected);
    assertThat(canvasAfter(recorder.events())).isEqualTo(expected);

    try (GenerationStream stream = client.stream(request)) {
      assertThat(stream.await().tokenIds()).isEqualTo(expected);
      assertThat(stream.hasNext()).isFalse();
    }
  }

  /** Replays the commits of every step. */
  private static TokenIds canvasAfter(List<Event> events) {
    int[] canvas = new int[64];
    Arrays.fill(canvas, MASK);
    int step = 0;
    for (Event event : events) {
      if (event instanceof Event.Progress progress) {
        assertThat(progress.step()).isEqualTo(step++);
        assertThat(progress.attention())
            .isEqualTo(
                step <= 5
                    ? AttentionMode.DENSE
                    : step == 6 ? AttentionMode.DENSE_AND_SELECT : AttentionMode.SPARSE);
        progress.commits().forEach(commit -> canvas[commit.position()] = commit.tokenId());
      }
    }
    return TokenIds.of(canvas);
  }

  private void awaitNoRequests() {
    await().atMost(Duration.ofSeconds(20)).until(() -> served.scheduler().requests() == 0);
  }

  private static GenerationRequest longRequest() {
    return GenerationRequest.builder(Prompt.tokens(1, 2, 3)).diffusion(slow()).build();
  }

  private static DiffusionOptions slow() {
    return DiffusionOptions.builder().genLength(512).steps(512).build();
  }

  private static DiffusionOptions endless() {
    return DiffusionOptions.builder().genLength(2048).steps(2048).build();
  }
}
