package io.sparsed.scheduler.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sparsed.scheduler.generation.Caller;
import io.sparsed.scheduler.generation.EventSink;
import io.sparsed.scheduler.generation.Generator;
import io.sparsed.scheduler.generation.InvalidRequestException;
import io.sparsed.scheduler.generation.ModelCatalog;
import io.sparsed.scheduler.generation.ScoreSpec;
import io.sparsed.scheduler.generation.Violation;
import io.sparsed.v1.CompleteRequest;
import io.sparsed.v1.CompleteResponse;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.ListModelsRequest;
import io.sparsed.v1.ListModelsResponse;
import io.sparsed.v1.Priority;
import io.sparsed.v1.ScoreRequest;
import io.sparsed.v1.ScoreResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The service that applications call. Each request runs in a virtual thread of its own. */
public final class GenerationGrpcService extends GenerationServiceGrpc.GenerationServiceImplBase {

  /** Time in which interrupted calls end. */
  private static final Duration HANG_UP = Duration.ofSeconds(5);

  private final ModelCatalog catalog;
  private final RequestReader reader;
  private final Generator generator;
  private final Duration stallLimit;
  private final LongSupplier nanoClock;
  private final RunningCalls calls = new RunningCalls();

  /**
   * Creates the service.
   *
   * @param random source of seeds and ids
   * @param stallLimit time that a client may leave its answer unread
   * @param nanoClock the generator's clock
   */
  public GenerationGrpcService(
      ModelCatalog catalog,
      Generator generator,
      RandomGenerator random,
      Duration stallLimit,
      LongSupplier nanoClock) {
    this.catalog = catalog;
    this.reader = new RequestReader(catalog, random);
    this.generator = generator;
    this.stallLimit = stallLimit;
    this.nanoClock = nanoClock;
  }

  @Override
  public void generate(GenerateRequest request, StreamObserver<GenerateResponse> responses) {
    var events =
        new ClientStream((ServerCallStreamObserver<GenerateResponse>) responses, stallLimit);
    start(responses, () -> run(request, events));
  }

  @Override
  public void complete(CompleteRequest request, StreamObserver<CompleteResponse> responses) {
    start(
        responses,
        () -> {
          CompleteResponse.Builder response = CompleteResponse.newBuilder();
          run(request.getRequest(), event -> EventMapper.add(event, response));
          responses.onNext(response.build());
        });
  }

  @Override
  public void score(ScoreRequest request, StreamObserver<ScoreResponse> responses) {
    start(
        responses,
        () -> {
          String requestId = reader.requestId(request.getRequestId());
          CallLog.current().name(requestId, request.getModel());
          Caller caller = caller();
          checkRoom(caller, request.getPriority());
          ScoreSpec spec = new ScoreReader(reader).read(request, requestId);
          responses.onNext(EventMapper.scores(spec, generator.score(spec, caller)));
        });
  }

  @Override
  public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> responses) {
    start(
        responses,
        () ->
            responses.onNext(
                ListModelsResponse.newBuilder()
                    .addAllModels(catalog.models().stream().map(ModelMapper::info).toList())
                    .build()));
  }

  /** Returns the status of a call whose message cannot be read, for this reason. */
  public static StatusRuntimeException unreadable(String reason) {
    Violation violation = new Violation("request", reason);
    return StatusMapper.status(new InvalidRequestException(List.of(violation)), Context.current());
  }

  /**
   * Waits for the end of the calls that run; at the limit they end with a status that asks clients
   * to go on elsewhere. Returns the number of calls that did not finish.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  public int drain(Duration limit) throws InterruptedException {
    int cut = calls.awaitNone(limit);
    calls.end();
    var _ = calls.awaitNone(HANG_UP);
    return cut;
  }

  private void run(GenerateRequest request, EventSink events) {
    String requestId = reader.requestId(request.getRequestId());
    CallLog log = CallLog.current();
    log.name(requestId, request.getModel());
    Caller caller = caller();
    checkRoom(caller, request.getPriority());
    generator.run(reader.read(request, requestId), caller, log.collecting(events));
  }

  /** Refuses a request before its text is read, which takes longer than all else of a refusal. */
  private void checkRoom(Caller caller, Priority asked) {
    RequestReader.priority(asked).ifPresent(priority -> generator.checkRoom(caller, priority));
  }

  private Caller caller() {
    long now = nanoClock.getAsLong();
    Deadline deadline = Context.current().getDeadline();
    return new Caller(
        ClientInterceptor.current(),
        now,
        deadline == null
            ? OptionalLong.empty()
            : OptionalLong.of(now + deadline.timeRemaining(TimeUnit.NANOSECONDS)));
  }

  /** Runs a call in its own thread, which the end of the call interrupts. */
  private void start(StreamObserver<?> responses, Runnable body) {
    ServerCallStreamObserver<?> call = (ServerCallStreamObserver<?>) responses;
    Context context = Context.current();
    Thread thread =
        Thread.ofVirtual()
            .name("request")
            .unstarted(traced(context.wrap(() -> end(call, body, context))));
    call.setOnCancelHandler(thread::interrupt);
    thread.start();
  }

  private static Runnable traced(Runnable call) {
    return io.opentelemetry.context.Context.current().wrap(call);
  }

  private void end(ServerCallStreamObserver<?> call, Runnable body, Context context) {
    calls.add();
    try {
      body.run();
      call.onCompleted();
    } catch (RuntimeException | Error failure) {
      boolean isCut = calls.isOver() && failure instanceof CancellationException;
      StatusRuntimeException status =
          StatusMapper.status(isCut ? new ShuttingDownException() : failure, context);
      call.onError(status.getStatus().withCause(failure).asRuntimeException(status.getTrailers()));
    } finally {
      calls.remove();
    }
  }
}
