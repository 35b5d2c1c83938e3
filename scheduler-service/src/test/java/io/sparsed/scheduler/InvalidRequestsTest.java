package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import com.google.rpc.BadRequest.FieldViolation;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.sparsed.scheduler.BadRequests.BadRequest;
import io.sparsed.v1.ChatMessage;
import io.sparsed.v1.ChatPrompt;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.Unmasking;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.Golden;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that every invalid request is refused before any work and as docs/requests.md says. */
class InvalidRequestsTest {

  @TempDir static Path folder;
  private static final List<WorkerServer> workers = new ArrayList<>();
  private static final List<Relay> relays = new ArrayList<>();
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    serve(BadRequests.LLADA, Golden.checkpoint(Cluster.LLADA, folder));
    serve(BadRequests.DREAM, Golden.checkpoint(Cluster.DREAM, folder));
    serve(BadRequests.TEXT, TextCheckpoint.withTokenizer(folder.resolve("text"), Cluster.LLADA));
    serve(BadRequests.CHAT, TextCheckpoint.withChatTemplate(folder.resolve("chat"), Cluster.LLADA));
    serve(
        BadRequests.BROKEN,
        TextCheckpoint.withChatTemplate(
            folder.resolve("broken"), Cluster.LLADA, "{{ messages|nosuch }}"));
    cluster =
        Cluster.over(config -> config, relays.stream().map(Relay::address).toArray(String[]::new));
    cluster.awaitModels(workers.size());
  }

  @AfterAll
  static void stop() {
    cluster.close();
    relays.forEach(Relay::close);
    workers.forEach(WorkerServer::close);
  }

  static List<BadRequest> badRequests() {
    return BadRequests.all();
  }

  @ParameterizedTest
  @MethodSource("badRequests")
  void complete_badInput_isAnsweredAsDocumented(BadRequest bad) {
    StatusRuntimeException refusal = refusal(bad.request());

    assertThat(RequestsDocument.lines()).contains(row(bad.input(), refusal));
    assertThat(relays).allSatisfy(relay -> assertThat(relay.forwards()).isEmpty());
  }

  @Test
  void document_rows_areTheBadInputsAndNoOthers() {
    List<String> documented =
        RequestsDocument.lines().stream()
            .dropWhile(line -> !line.startsWith("| Bad input"))
            .takeWhile(line -> line.startsWith("|"))
            .skip(2)
            .map(line -> line.split(" \\| ", -1)[0].substring(2))
            .toList();

    assertThat(documented).isEqualTo(BadRequests.all().stream().map(BadRequest::input).toList());
  }

  @Test
  void complete_everythingWrong_namesEveryFieldAtOnce() {
    GenerateRequest.Builder request =
        GenerateRequest.newBuilder()
            .setModel(BadRequests.CHAT)
            .setRequestId("x".repeat(200))
            .setChat(
                ChatPrompt.newBuilder().addMessages(ChatMessage.newBuilder().setRole("nobody")))
            .setSparse(
                SparseOptions.newBuilder()
                    .setSkip(-1)
                    .setSelect(2)
                    .setBlockSize(3)
                    .setScoreScaleValue(77));
    request
        .getDiffusionBuilder()
        .setGenLength(0)
        .setSteps(0)
        .setUnmasking(Unmasking.UNMASKING_ORIGIN)
        .setTemperature(-1)
        .setTopP(0.5)
        .setTopK(1)
        .setAlgTemp(1)
        .setEps(0.5)
        .setCfgScale(Double.NaN)
        .setBlockLength(0);

    assertThat(Errors.violations(refusal(request.build())))
        .extracting(FieldViolation::getField)
        .containsExactlyInAnyOrder(
            "request_id",
            "chat.messages",
            "chat.messages[0].role",
            "sparse.skip",
            "sparse.select",
            "sparse.block_size",
            "sparse.score_scale",
            "diffusion.gen_length",
            "diffusion.steps",
            "diffusion.unmasking",
            "diffusion.temperature",
            "diffusion.top_p",
            "diffusion.top_k",
            "diffusion.alg_temp",
            "diffusion.eps",
            "diffusion.cfg_scale",
            "diffusion.block_length");
  }

  @Test
  void complete_promptTooLongAmongOtherFaults_isNamedToo() {
    GenerateRequest.Builder request =
        BadRequests.tokens(
            BadRequests.LLADA, Collections.nCopies(4095, 500).toArray(Integer[]::new));
    request.getDiffusionBuilder().setTemperature(-1);
    request.getSparseBuilder().setSkip(7);

    assertThat(Errors.violations(refusal(request.build())))
        .extracting(FieldViolation::getField)
        .containsExactlyInAnyOrder(
            "tokens.token_ids[0]", "tokens", "diffusion.temperature", "sparse.skip");
  }

  @Test
  void generate_badInput_isRefusedLikeComplete() {
    for (BadRequest bad : BadRequests.all()) {
      Status complete = refusal(bad.request()).getStatus();
      Status generate =
          caught(() -> Lists.newArrayList(cluster.stub().generate(bad.request()))).getStatus();

      assertThat(generate.getCode()).as(bad.input()).isEqualTo(complete.getCode());
      assertThat(generate.getDescription()).isEqualTo(complete.getDescription());
    }
  }

  private static void serve(String id, Path checkpoint) throws IOException {
    WorkerServer worker =
        WorkerServer.start(
                WorkerConfig.of(checkpoint).withModelId(id).withCompute(Compute.on("cpu")))
            .awaitReady();
    workers.add(worker);
    relays.add(Relay.before(worker));
  }

  private static StatusRuntimeException refusal(GenerateRequest request) {
    return caught(
        () -> cluster.stub().complete(CompleteRequest.newBuilder().setRequest(request).build()));
  }

  private static StatusRuntimeException caught(Supplier<?> call) {
    try {
      throw new AssertionError("an answer: " + call.get());
    } catch (StatusRuntimeException e) {
      return e;
    }
  }

  /** Returns the row of the document for a refusal. */
  private static String row(String input, StatusRuntimeException refusal) {
    List<FieldViolation> violations = Errors.violations(refusal);
    String field = violations.isEmpty() ? "" : "`%s`".formatted(violations.getFirst().getField());
    String sentence =
        violations.isEmpty()
            ? refusal.getStatus().getDescription()
            : violations.getFirst().getDescription();
    assertThat(violations).as(input).hasSizeLessThanOrEqualTo(1);
    return "| %s | %s | %s | %s | %s |"
        .formatted(input, refusal.getStatus().getCode(), Errors.reason(refusal), field, sentence);
  }
}
