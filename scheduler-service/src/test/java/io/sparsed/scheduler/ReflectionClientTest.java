package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.collect.Lists;
import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.util.JsonFormat;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.BlockingClientCall;
import io.grpc.stub.ClientCalls;
import io.sparsed.worker.Compute;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a client that knows only the port, as grpcurl: it reads descriptors by reflection. */
class ReflectionClientTest {

  private static final String SERVICE = "sparsed.v1.GenerationService";

  @TempDir static Path folder;
  private static WorkerServer worker;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
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

  @Test
  void list_services_namesAllThree() throws Exception {
    ServerReflectionResponse response =
        ask(ServerReflectionRequest.newBuilder().setListServices("").build());

    assertThat(response.getListServicesResponse().getServiceList())
        .extracting(ServiceResponse::getName)
        .contains(SERVICE, "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
  }

  @Test
  void complete_jsonRequest_isAnswered() throws Exception {
    String json =
        """
        {"request": {"tokens": {"tokenIds": [1, 2, 3]},
                     "diffusion": {"genLength": 16, "steps": 4, "seed": "9"},
                     "sparse": {"blockSize": 16, "skip": 0}}}
        """;

    String answer = JsonFormat.printer().print(call("Complete", json).getFirst());

    assertThat(answer)
        .contains("\"genLength\": 16", "\"seed\": \"9\"", "\"sparseSteps\": 2", "FINISH_REASON_");
  }

  @Test
  void generate_jsonRequest_streamsEveryEvent() throws Exception {
    String json =
        "{\"tokens\": {\"tokenIds\": [1]}, \"diffusion\": {\"genLength\": 8, \"steps\": 8}}";

    assertThat(call("Generate", json)).hasSize(1 + 8 + 1);
  }

  @Test
  void complete_emptyRequest_saysWhatIsMissing() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> call("Complete", "{}"))
        .satisfies(
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
              assertThat(e.getStatus().getDescription()).contains("Give a prompt");
            });
  }

  @Test
  void readme_everyGrpcurlLine_isAnswered() throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));
    Matcher line =
        Pattern.compile("grpcurl -plaintext (?:-d '([^']*)' \\\\\\s+)?\\S+ " + SERVICE + "/(\\w+)")
            .matcher(readme);
    List<String> methods = new ArrayList<>();
    while (line.find()) {
      methods.add(line.group(2));
      assertThat(call(line.group(2), Objects.requireNonNullElse(line.group(1), "{}"))).isNotEmpty();
    }
    assertThat(methods).containsExactly("ListModels", "Complete", "Generate");
  }

  private static List<DynamicMessage> call(String method, String json) throws Exception {
    ServiceDescriptor service = service();
    Descriptor input = service.findMethodByName(method).getInputType();
    Descriptor output = service.findMethodByName(method).getOutputType();
    DynamicMessage.Builder request = DynamicMessage.newBuilder(input);
    JsonFormat.parser().merge(json, request);
    MethodDescriptor<DynamicMessage, DynamicMessage> descriptor =
        MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
            .setType(
                service.findMethodByName(method).isServerStreaming()
                    ? MethodDescriptor.MethodType.SERVER_STREAMING
                    : MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, method))
            .setRequestMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(input)))
            .setResponseMarshaller(ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(output)))
            .build();
    return Lists.newArrayList(
        ClientCalls.blockingServerStreamingCall(
            cluster.channel(), descriptor, CallOptions.DEFAULT, request.build()));
  }

  private static ServiceDescriptor service() throws Exception {
    ServerReflectionResponse response =
        ask(ServerReflectionRequest.newBuilder().setFileContainingSymbol(SERVICE).build());
    Map<String, FileDescriptorProto> files = new HashMap<>();
    for (ByteString bytes : response.getFileDescriptorResponse().getFileDescriptorProtoList()) {
      FileDescriptorProto file = FileDescriptorProto.parseFrom(bytes);
      files.put(file.getName(), file);
    }
    for (FileDescriptorProto file : files.values()) {
      ServiceDescriptor found = build(file, files).findServiceByName("GenerationService");
      if (found != null) {
        return found;
      }
    }
    throw new AssertionError("not among " + files.keySet());
  }

  private static FileDescriptor build(
      FileDescriptorProto file, Map<String, FileDescriptorProto> files) throws Exception {
    FileDescriptor[] dependencies = new FileDescriptor[file.getDependencyCount()];
    for (int i = 0; i < dependencies.length; i++) {
      FileDescriptorProto dependency = files.get(file.getDependency(i));
      if (dependency == null) {
        throw new AssertionError("reflection left out " + file.getDependency(i));
      }
      dependencies[i] = build(dependency, files);
    }
    return FileDescriptor.buildFrom(file, dependencies);
  }

  private static ServerReflectionResponse ask(ServerReflectionRequest request) throws Exception {
    BlockingClientCall<ServerReflectionRequest, ServerReflectionResponse> call =
        ServerReflectionGrpc.newBlockingV2Stub(cluster.channel()).serverReflectionInfo();
    call.write(request);
    ServerReflectionResponse response = call.read();
    call.halfClose();
    if (response == null) {
      throw new AssertionError("no answer");
    }
    return response;
  }
}
