package io.sparsed.scheduler;

import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.Finished;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GenerationServiceGrpc.GenerationServiceBlockingStub;
import io.sparsed.v1.Priority;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A CrowdedScheduler is a scheduler with one worker and many clients. Requests named "held" wait in
 * the worker.
 */
abstract class CrowdedScheduler {
  static final GoldenCase GOLDEN = GoldenRequests.named("sparse_b32_s30");
  static final Metadata.Key<String> API_KEY =
      Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);
  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  /** The bytes of the pattern of {@link #GOLDEN}. */
  static final int PATTERN_BYTES = 3 * 4 * 9 * 8;

  @TempDir Path folder;
  final CountDownLatch release = new CountDownLatch(1);
  final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  WorkerServer worker;
  Relay relay;
  @Nullable Cluster started;

  @BeforeEach
  void start() throws IOException {
    worker = Cluster.worker(folder, Cluster.LLADA);
    relay = Relay.before(worker);
    relay.onForward(
        forward -> {
          if (forward.getRequestId().startsWith("held")) {
            release.await();
          }
        });
  }

  @AfterEach
  void stop() {
    release.countDown();
    if (started != null) {
      started.close();
    }
    clients.close();
    relay.close();
    worker.close();
  }

  void serve(UnaryOperator<SchedulerConfig> change) {
    started = Cluster.over(change, relay.address());
    await()
        .ignoreExceptions()
        .until(
            () ->
                !token("shared")
                    .listModels(io.sparsed.v1.ListModelsRequest.getDefaultInstance())
                    .getModelsList()
                    .isEmpty());
  }

  Cluster cluster() {
    return Objects.requireNonNull(started);
  }

  /** Sends a request and waits until the scheduler has this number of requests. */
  Future<Finished> ask(GenerationServiceBlockingStub stub, String id, int requests) {
    return ask(stub, id, Priority.PRIORITY_NORMAL, requests);
  }

  Future<Finished> ask(
      GenerationServiceBlockingStub stub, String id, Priority priority, int requests) {
    Future<Finished> answer = clients.submit(() -> complete(stub, id, priority));
    await().until(() -> cluster().scheduler().requests() == requests);
    return answer;
  }

  static Finished complete(GenerationServiceBlockingStub stub, String id, Priority priority) {
    return stub.complete(
            CompleteRequest.newBuilder()
                .setRequest(
                    GoldenRequests.request(GOLDEN).toBuilder()
                        .setRequestId(id)
                        .setPriority(priority))
                .build())
        .getFinished();
  }

  /** Returns the ids of the requests in the order of their first forwards. */
  List<String> order() {
    return ids().stream().distinct().toList();
  }

  List<String> ids() {
    return relay.forwards().stream().map(ForwardRequest::getRequestId).toList();
  }

  GenerationServiceBlockingStub key(String value) {
    return with(API_KEY, value);
  }

  GenerationServiceBlockingStub token(String value) {
    return with(AUTHORIZATION, "Bearer " + value);
  }

  GenerationServiceBlockingStub with(Metadata.Key<String> name, String value) {
    Metadata headers = new Metadata();
    headers.put(name, value);
    return cluster().stub().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}
