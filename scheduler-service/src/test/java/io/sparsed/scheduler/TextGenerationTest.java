package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.collect.Lists;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.sparsed.v1.ChatMessage;
import io.sparsed.v1.ChatPrompt;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.FinishReason;
import io.sparsed.v1.Finished;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.ModelInfo;
import io.sparsed.v1.ResponseOptions;
import io.sparsed.v1.TokenPrompt;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests prompts and answers as text, and where answers end. */
class TextGenerationTest {

  private static final int MASK = 500;

  @TempDir Path folder;

  @Test
  void complete_text_isTheSameAsItsTokens() throws Exception {
    try (WorkerServer worker = start(TextCheckpoint.withTokenizer(folder, Cluster.LLADA));
        Cluster cluster = over(worker)) {
      Finished fromText = complete(cluster, base().setText("w7 w8  w9"));
      Finished fromTokens =
          complete(
              cluster, base().setTokens(TokenPrompt.newBuilder().addAllTokenIds(List.of(7, 8, 9))));

      assertThat(fromText.getTokenIdsList()).isEqualTo(fromTokens.getTokenIdsList());
      assertThat(fromText.getUsage().getPromptTokens()).isEqualTo(3);
      assertThat(fromText.getText()).isEqualTo(words(fromText));
    }
  }

  @Test
  void complete_brokenTokenizer_servesTokenIdsOnly() throws Exception {
    Path checkpoint = TextCheckpoint.withTokenizer(folder, Cluster.LLADA);
    Files.writeString(checkpoint.resolve("tokenizer.json"), "{\"model\": ");
    try (WorkerServer worker = start(checkpoint);
        Cluster cluster = over(worker)) {
      Finished finished =
          complete(cluster, base().setTokens(TokenPrompt.newBuilder().addTokenIds(7)));

      assertThat(finished.getText()).isEmpty();
      assertThat(finished.getTokenIdsCount()).isEqualTo(16);
      assertThat(cluster.models().getFirst().getHasTokenizer()).isFalse();
    }
  }

  @Test
  void complete_chat_isRenderedWithTheTemplate() throws Exception {
    try (WorkerServer worker = start(TextCheckpoint.withChatTemplate(folder, Cluster.LLADA));
        Cluster cluster = over(worker)) {
      Finished fromChat =
          complete(
              cluster,
              base()
                  .setChat(
                      ChatPrompt.newBuilder()
                          .addMessages(
                              ChatMessage.newBuilder().setRole("user").setContent("w7 w8"))));
      Finished fromTokens =
          complete(
              cluster,
              base().setTokens(TokenPrompt.newBuilder().addAllTokenIds(List.of(1, 7, 8, 2))));

      assertThat(fromChat.getTokenIdsList()).isEqualTo(fromTokens.getTokenIdsList());
      assertThat(cluster.models().getFirst().getHasChatTemplate()).isTrue();
    }
  }

  @Test
  void complete_chatWithABrokenTemplate_isToldToSendText() throws Exception {
    try (WorkerServer worker =
            start(
                TextCheckpoint.withChatTemplate(
                    folder, Cluster.LLADA, "{{ messages[0].content|nosuch }}"));
        Cluster cluster = over(worker)) {
      ChatMessage message = ChatMessage.newBuilder().setRole("user").setContent("w7").build();
      StatusRuntimeException refusal =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () ->
                  complete(cluster, base().setChat(ChatPrompt.newBuilder().addMessages(message))));

      assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(Errors.reason(refusal)).isEqualTo("CHAT_TEMPLATE_BROKEN");
      assertThat(refusal.getStatus().getDescription())
          .startsWith("Send text or tokens: ")
          .contains("filter 'nosuch'");
      ModelInfo model = cluster.models().getFirst();
      assertThat(model.getHasChatTemplate()).isFalse();
      assertThat(model.getHasTokenizer()).isTrue();
      assertThat(model.getChatTemplateProblem()).contains("filter 'nosuch'");
      assertThat(complete(cluster, base().setText("w7")).getTokenIdsCount()).isEqualTo(16);
    }
  }

  @Test
  void generate_textSnapshots_showEveryMaskedPosition() throws Exception {
    try (WorkerServer worker = start(TextCheckpoint.withTokenizer(folder, Cluster.DREAM));
        Cluster cluster = over(worker)) {
      GenerateRequest request =
          base()
              .setText("w7 w8")
              .setResponse(ResponseOptions.newBuilder().setTextSnapshots(true))
              .build();
      List<GenerateResponse> events = Lists.newArrayList(cluster.stub().generate(request));

      assertThat(events)
          .filteredOn(GenerateResponse::hasProgress)
          .isNotEmpty()
          .allSatisfy(
              event ->
                  assertThat(event.getProgress().getText().chars().filter(c -> c == '\u2591'))
                      .hasSize(event.getProgress().getMasked()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void complete_eosInTheFirstBlock_stopsAfterItOnlyIfAskedTo(boolean stop) throws Exception {
    GoldenCase golden = GoldenRequests.named("dense_semi_ar");
    List<Integer> reference = GoldenRequests.finalTokens(golden);
    int eos = reference.get(3);
    Path checkpoint = TextCheckpoint.withEos(folder, Cluster.LLADA, eos);
    try (WorkerServer worker = start(checkpoint);
        Cluster cluster = over(worker)) {
      GenerateRequest.Builder request = GoldenRequests.request(golden).toBuilder();
      request.getDiffusionBuilder().setStopAtEos(stop);

      Finished finished = complete(cluster, request);

      int length = reference.indexOf(eos);
      assertThat(finished.getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_EOS);
      assertThat(finished.getUsage().getCompletionTokens()).isEqualTo(length);
      assertThat(finished.getText()).isEqualTo(words(finished));
      assertThat(finished.getHistoryCount()).isEqualTo(stop ? 8 : golden.steps());
      assertThat(finished.getTokenIdsList().subList(0, 16)).isEqualTo(reference.subList(0, 16));
      assertThat(finished.getTokenIdsList().subList(16, 64))
          .isEqualTo(
              stop
                  ? IntStream.range(0, 48).mapToObj(i -> MASK).toList()
                  : reference.subList(16, 64));
    }
  }

  @Test
  void complete_dreamEosBeforeAllMasks_stopsThere() throws Exception {
    GoldenCase golden = GoldenRequests.named("dense_maskgit");
    int eos = GoldenRequests.finalTokens(golden).getFirst();
    List<List<Integer>> history = GoldenRequests.history(golden);
    int steps = 1 + (int) history.stream().takeWhile(canvas -> canvas.getFirst() != eos).count();
    Path checkpoint = TextCheckpoint.withEos(folder, Cluster.DREAM, eos);
    try (WorkerServer worker = start(checkpoint);
        Cluster cluster = over(worker)) {
      GenerateRequest.Builder request = GoldenRequests.request(golden).toBuilder();
      request.getDiffusionBuilder().setStopAtEos(true);

      Finished finished = complete(cluster, request);

      assertThat(steps).isLessThan(golden.steps());
      assertThat(GoldenRequests.history(finished.getHistoryList()))
          .isEqualTo(history.subList(0, steps));
      assertThat(finished.getUsage().getCompletionTokens()).isZero();
      assertThat(finished.getText()).isEmpty();
    }
  }

  private static WorkerServer start(Path checkpoint) throws IOException {
    return WorkerServer.start(WorkerConfig.of(checkpoint).withCompute(Compute.on("cpu")))
        .awaitReady();
  }

  private static Cluster over(WorkerServer worker) {
    Cluster cluster = Cluster.over(config -> config, Cluster.address(worker));
    cluster.awaitModels(1);
    return cluster;
  }

  private static GenerateRequest.Builder base() {
    return GenerateRequest.newBuilder()
        .setDiffusion(DiffusionOptions.newBuilder().setGenLength(16).setSeed(1));
  }

  private static Finished complete(Cluster cluster, GenerateRequest.Builder request) {
    return cluster
        .stub()
        .complete(CompleteRequest.newBuilder().setRequest(request).build())
        .getFinished();
  }

  /** Returns the words of the answer without special tokens. */
  private static String words(Finished finished) {
    return finished.getTokenIdsList().subList(0, finished.getUsage().getCompletionTokens()).stream()
        .filter(id -> id != 500 && id != 501)
        .map(id -> "w" + id)
        .collect(Collectors.joining(" "));
  }
}
