package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.io.ByteStreams;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.sparsed.worker.WorkerServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests calls of a scheduler and a worker that send what is no message, none, or two. */
class UnreadableMessagesTest {

  private static final byte[] CUT_OFF = {0x12, 100, 'a'};
  private static final byte[] NOT_UTF_8 = {0x0a, 2, (byte) 0xc3, 0x28};
  private static final byte[] EMPTY = {};

  @TempDir static Path folder;
  private static WorkerServer worker;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    worker = Cluster.worker(folder, Cluster.LLADA);
    cluster = Cluster.over(unchanged -> unchanged, Cluster.address(worker));
    cluster.awaitModels(1);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    worker.close();
  }

  @ParameterizedTest
  @CsvSource({
    "sparsed.v1.GenerationService/Generate, SERVER_STREAMING",
    "sparsed.v1.GenerationService/Complete, UNARY",
    "sparsed.v1.GenerationService/Score, UNARY",
    "sparsed.v1.GenerationService/ListModels, UNARY",
    "grpc.health.v1.Health/Check, UNARY",
    "grpc.reflection.v1.ServerReflection/ServerReflectionInfo, BIDI_STREAMING",
  })
  void scheduler_unreadableMessage_isInvalid(String method, MethodType type) {
    try (LogLines log = LogLines.of("io.sparsed")) {
      StatusRuntimeException refusal = refusal(cluster.scheduler().port(), method, type, CUT_OFF);

      assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(refusal.getStatus().getDescription()).contains("Send a message of the contract: ");
      assertThat(Errors.reason(refusal)).isEqualTo("INVALID_REQUEST");
      assertThat(log.text()).doesNotContainPattern("(?m)^ERROR .*(contract|Half-closed)");
    }
    assertThat(cluster.models()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "sparsed.v1.WorkerService/Forward, UNARY",
    "sparsed.v1.WorkerService/Describe, UNARY",
    "grpc.health.v1.Health/Watch, SERVER_STREAMING",
  })
  void worker_unreadableMessage_isInvalid(String method, MethodType type) {
    StatusRuntimeException refusal = refusal(worker.port(), method, type, CUT_OFF);

    assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(Errors.reason(refusal)).isEqualTo("INVALID_FORWARD");
    assertThat(cluster.models()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"Generate, SERVER_STREAMING", "Complete, UNARY", "ListModels, UNARY"})
  void scheduler_notOneMessage_isInvalid(String method, MethodType type) {
    String name = "sparsed.v1.GenerationService/" + method;

    assertThat(refusal(cluster.scheduler().port(), name, type).getStatus().getDescription())
        .endsWith("request: Send a message.");
    assertThat(
            refusal(cluster.scheduler().port(), name, type, EMPTY, EMPTY)
                .getStatus()
                .getDescription())
        .endsWith("request: Send one message only.");
  }

  @Test
  void scheduler_textThatIsNotUtf8_isInvalid() {
    StatusRuntimeException refusal =
        refusal(
            cluster.scheduler().port(),
            "sparsed.v1.GenerationService/Generate",
            MethodType.SERVER_STREAMING,
            NOT_UTF_8);

    assertThat(refusal.getStatus().getDescription()).contains("UTF-8");
  }

  private static StatusRuntimeException refusal(
      int port, String method, MethodType type, byte[]... messages) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      CompletableFuture<Void> end = call(channel, method, type, List.of(messages));
      CompletionException ended =
          assertThrows(CompletionException.class, () -> end.orTimeout(30, TimeUnit.SECONDS).join());
      return (StatusRuntimeException) Objects.requireNonNull(ended.getCause());
    } finally {
      channel.shutdownNow();
    }
  }

  private static CompletableFuture<Void> call(
      ManagedChannel channel, String method, MethodType type, List<byte[]> messages) {
    MethodDescriptor<byte[], byte[]> raw =
        MethodDescriptor.<byte[], byte[]>newBuilder(new Bytes(), new Bytes())
            .setFullMethodName(method)
            .setType(type)
            .build();
    ClientCall<byte[], byte[]> call = channel.newCall(raw, CallOptions.DEFAULT);
    CompletableFuture<Void> end = new CompletableFuture<>();
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            end.completeExceptionally(status.asRuntimeException(trailers));
          }
        },
        new Metadata());
    call.request(1);
    messages.forEach(call::sendMessage);
    call.halfClose();
    return end;
  }

  private record Bytes() implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return ByteStreams.toByteArray(stream);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
