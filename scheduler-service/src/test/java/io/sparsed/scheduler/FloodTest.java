package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.RequestInfo;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.sparsed.v1.ChatMessage;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.Finished;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.ResponseOptions;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are much larger than any that can be served; a timeout means that one hung. */
@Timeout(20)
class FloodTest {

  @TempDir static Path folder;
  private static WorkerServer worker;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws Exception {
    Path checkpoint = TextCheckpoint.withChatTemplate(folder, Cluster.LLADA);
    worker =
        WorkerServer.start(WorkerConfig.of(checkpoint).withCompute(Compute.on("cpu"))).awaitReady();
    cluster = Cluster.over(config -> config, Cluster.address(worker));
    cluster.awaitModels(1);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    worker.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {100_000, 1 << 20, 4 << 20, 16 << 20, 64 << 20})
  void complete_textLongerThanAnyThatFits_isRefusedByTheLimit(int length) {
    StatusRuntimeException refusal =
        refusal(GenerateRequest.newBuilder().setText("a".repeat(length)));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(Errors.reason(refusal)).isEqualTo("INVALID_REQUEST");
    assertThat(refusal.getStatus().getDescription())
        .containsAnyOf("63488 bytes", "a request may have 1310720 bytes");
  }

  @Test
  void complete_hundredThousandBadRoles_namesTheFirstTwenty() {
    GenerateRequest.Builder request = GenerateRequest.newBuilder();
    request
        .getChatBuilder()
        .addAllMessages(
            Collections.nCopies(
                100_000, ChatMessage.newBuilder().setRole("me").setContent("w1").build()));

    List<FieldViolation> violations = Errors.violations(refusal(request));

    assertThat(violations).hasSize(20);
    assertThat(violations.get(1).getField()).isEqualTo("chat.messages[0].role");
  }

  @Test
  void complete_everyEchoIsHuge_theStatusFits() {
    GenerateRequest.Builder request =
        GenerateRequest.newBuilder()
            .setModel("\n\u001b[2J" + "é".repeat(500_000))
            .setRequestId("€".repeat(100_000));

    StatusRuntimeException refusal = refusal(request);

    assertThat(refusal.getStatus().getCode()).isEqualTo(Code.NOT_FOUND);
    assertThat(refusal.getStatus().getDescription())
        .contains("\\n\\u001b[2Jé", "...")
        .hasSizeLessThan(400);
    assertThat(Errors.details(refusal, RequestInfo.class).getFirst().getRequestId()).hasSize(16);
  }

  @Test
  void complete_requestHasAnId_itsErrorToo() {
    StatusRuntimeException refusal =
        refusal(GenerateRequest.newBuilder().setRequestId("mine").setText(""));

    assertThat(Errors.details(refusal, RequestInfo.class).getFirst().getRequestId())
        .isEqualTo("mine");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 100})
  void complete_numbersAtTheirBounds_areAnswered(double bound) {
    DiffusionOptions.Builder options =
        DiffusionOptions.newBuilder().setGenLength(32).setSteps(4).setSeed(-1);
    GenerateRequest.Builder request =
        GenerateRequest.newBuilder()
            .setText("w1 w2")
            .setDiffusion(options.setTemperature(bound).setCfgScale(bound));

    assertThat(answer(request).getTokenIdsCount()).isEqualTo(32);
  }

  private static Finished answer(GenerateRequest.Builder request) {
    request.setResponse(ResponseOptions.newBuilder().setCanvasHistory(true));
    return cluster
        .stub()
        .complete(CompleteRequest.newBuilder().setRequest(request).build())
        .getFinished();
  }

  private static StatusRuntimeException refusal(GenerateRequest.Builder request) {
    return assertThrows(StatusRuntimeException.class, () -> answer(request));
  }
}
