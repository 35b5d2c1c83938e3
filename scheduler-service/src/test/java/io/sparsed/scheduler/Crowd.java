package io.sparsed.scheduler;

import io.grpc.stub.StreamObserver;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.KeyValueReuse;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.TokenPrompt;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/**
 * A Crowd sends many small requests at once; each has a seed and so an answer of its own. Those
 * with an even seed reuse keys and values.
 */
final class Crowd {

  static final int STEPS = 8;

  /** The step from which the pattern is taken. */
  static final int SELECT = 2;

  private final List<Member> members;
  private final List<CountDownLatch> reached;

  private Crowd(int size, int steps) {
    members = IntStream.range(0, size).mapToObj(Member::new).toList();
    reached = IntStream.range(0, steps).mapToObj(step -> new CountDownLatch(1)).toList();
  }

  /** Sends {@code size} requests of {@link #STEPS} steps without waiting. */
  static Crowd ask(Cluster cluster, int size) {
    return ask(cluster, size, STEPS);
  }

  /** Sends {@code size} requests of {@code steps} steps without waiting. */
  static Crowd ask(Cluster cluster, int size, int steps) {
    Crowd crowd = new Crowd(size, steps);
    var stub = GenerationServiceGrpc.newStub(cluster.channel());
    crowd.members.forEach(member -> stub.generate(request(member.seed, steps), member));
    return crowd;
  }

  /** Waits until the first request has finished a step. */
  void awaitStep(int step) throws InterruptedException {
    reached.get(step).await();
  }

  /** Waits for the answers and returns the tokens of each, in the order of the requests. */
  List<List<Integer>> answers() {
    return members.stream().map(member -> member.answer.join()).toList();
  }

  /** Returns the longest wait of a request, after {@code nanos}, for its next event. */
  Duration recovery(long nanos) {
    return Duration.ofNanos(
        members.stream()
            .flatMapToLong(
                member ->
                    member.events.stream()
                        .mapToLong(at -> at - nanos)
                        .filter(after -> after > 0)
                        .limit(1))
            .max()
            .orElse(0));
  }

  static GenerateRequest request(long seed, int steps) {
    DiffusionOptions.Builder options =
        DiffusionOptions.newBuilder()
            .setGenLength(Math.max(32, steps))
            .setSteps(steps)
            .setTemperature(1)
            .setSeed(seed);
    if (seed % 2 == 0) {
      options.setReuse(KeyValueReuse.KEY_VALUE_REUSE_DUAL).setRefreshEvery(3);
    }
    return GenerateRequest.newBuilder()
        .setModel(Cluster.LLADA)
        .setTokens(
            TokenPrompt.newBuilder()
                .addAllTokenIds(IntStream.range(0, 48).map(i -> 3 + 7 * i).boxed().toList()))
        .setDiffusion(options)
        .setSparse(SparseOptions.newBuilder().setSkip(0.2).setSelect(0.5).setBlockSize(16))
        .build();
  }

  private final class Member implements StreamObserver<GenerateResponse> {

    private final int seed;
    private final List<Long> events = new CopyOnWriteArrayList<>();
    private final CompletableFuture<List<Integer>> answer = new CompletableFuture<>();

    private Member(int seed) {
      this.seed = seed;
    }

    @Override
    public void onNext(GenerateResponse event) {
      events.add(System.nanoTime());
      switch (event.getEventCase()) {
        case PROGRESS -> reached.get(event.getProgress().getStep()).countDown();
        case FINISHED -> answer.complete(event.getFinished().getTokenIdsList());
        default -> {}
      }
    }

    @Override
    public void onError(Throwable failure) {
      answer.completeExceptionally(failure);
      reached.forEach(CountDownLatch::countDown);
    }

    @Override
    public void onCompleted() {}
  }
}
