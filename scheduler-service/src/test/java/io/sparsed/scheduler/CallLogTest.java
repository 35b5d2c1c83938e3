package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.rpc.RequestInfo;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import io.sparsed.v1.ListModelsRequest;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.TokenPrompt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Tests that the log has a line for each call that is answered, by the id that its error tells. */
class CallLogTest {

  private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.sparsed.scheduler.grpc");

  @TempDir Path folder;
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private StubWorker worker;
  private Cluster cluster;
  private GenerationServiceBlockingStub stub;

  @BeforeEach
  void start() throws IOException {
    worker = new StubWorker(new StepLog());
    cluster =
        Cluster.over(
            config -> config.withEndpoint(Tokens.endpoint(folder, "secret")), worker.address());
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer secret");
    stub = cluster.stub().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    await()
        .until(() -> stub.listModels(ListModelsRequest.getDefaultInstance()).getModelsCount() > 0);
    LOG.setLevel(Level.DEBUG);
    lines.start();
    LOG.addAppender(lines);
  }

  @AfterEach
  void stop() {
    LOG.detachAppender(lines);
    LOG.setLevel(null);
    cluster.close();
    worker.close();
  }

  @Test
  void complete_answered_tellsWhatItWas() {
    var _ = stub.complete(request(4));

    assertThat(line(Level.INFO))
        .startsWith("request id=mine client=127.0.0.1 method=Complete ")
        .contains(
            "token_name=client-secret ",
            "prompt_tokens=2 gen_length=4 ",
            "steps=4 tokens=4 status=OK duration_ms=");
  }

  @Test
  void complete_badArguments_isLoggedByTheIdOfTheRequest() {
    StatusRuntimeException refusal =
        assertThrows(StatusRuntimeException.class, () -> stub.complete(request(0)));

    assertThat(id(refusal)).isEqualTo("mine");
    assertThat(line(Level.INFO))
        .startsWith("request id=mine client=127.0.0.1 method=Complete token_name=client-secret ")
        .contains("status=INVALID_ARGUMENT ", "gen_length");
  }

  @Test
  void complete_tooManyBytes_isLoggedByTheIdThatTheErrorTells() {
    CompleteRequest.Builder large = CompleteRequest.newBuilder();
    large.getRequestBuilder().setText("a".repeat(4 << 20));
    StatusRuntimeException refusal =
        assertThrows(StatusRuntimeException.class, () -> stub.complete(large.build()));

    assertThat(refusal.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(line(Level.INFO))
        .startsWith("request id=" + id(refusal) + " client=127.0.0.1 method=Complete token_name=")
        .contains("status=INVALID_ARGUMENT ", "Shorten it");
  }

  @Test
  void listModels_noToken_isLoggedByTheIdThatTheErrorTells() {
    StatusRuntimeException refusal =
        assertThrows(StatusRuntimeException.class, () -> cluster.models());

    assertThat(Errors.reason(refusal)).isEqualTo("UNAUTHENTICATED");
    assertThat(line(Level.INFO))
        .startsWith("request id=" + id(refusal) + " client=127.0.0.1 method=ListModels status=")
        .contains("UNAUTHENTICATED");
  }

  @Test
  void listModels_answered_isLoggedForDebuggingOnly() {
    var _ = stub.listModels(ListModelsRequest.getDefaultInstance());

    assertThat(line(Level.DEBUG)).contains("method=ListModels token_name=client-secret status=OK ");
  }

  /** Returns the only line, which has this level. */
  private String line(Level level) {
    await().until(() -> !lines.list.isEmpty());
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.getFirst().getLevel()).isEqualTo(level);
    return lines.list.getFirst().getFormattedMessage();
  }

  private static String id(StatusRuntimeException refusal) {
    List<RequestInfo> infos = Errors.details(refusal, RequestInfo.class);
    assertThat(infos).hasSize(1);
    return infos.getFirst().getRequestId();
  }

  private static CompleteRequest request(int genLength) {
    return CompleteRequest.newBuilder()
        .setRequest(
            GenerateRequest.newBuilder()
                .setRequestId("mine")
                .setTokens(TokenPrompt.newBuilder().addTokenIds(1).addTokenIds(2))
                .setDiffusion(DiffusionOptions.newBuilder().setGenLength(genLength))
                .setSparse(SparseOptions.newBuilder().setOrigin(true)))
        .build();
  }
}
