package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.DropArtifactRequest;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.KeyValueReuse;
import io.sparsed.v1.ParallelDecoding;
import io.sparsed.v1.ResponseOptions;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.TokenPrompt;
import io.sparsed.v1.Unmasking;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests that requests that reuse keys and values get the tokens of an undisturbed run, whatever
 * happens to the worker that keeps them, in every phase of a generation.
 */
class ReuseFaultsTest {

  private static final KeyValueReuse DUAL = KeyValueReuse.KEY_VALUE_REUSE_DUAL;
  private static final KeyValueReuse PREFIX = KeyValueReuse.KEY_VALUE_REUSE_PREFIX;

  @TempDir static Path folder;
  private static final Map<String, List<WorkerServer>> workers = new HashMap<>();
  private static final Map<Kind, List<GenerateResponse>> undisturbed = new EnumMap<>(Kind.class);

  /** A Kind is a request whose reuse differs from that of the others. */
  @SuppressWarnings("ImmutableEnumChecker") // the lambdas keep nothing
  enum Kind {
    DUAL_BLOCKS(Cluster.LLADA, options -> options.setReuse(DUAL)),
    PREFIX_BLOCKS(Cluster.LLADA, options -> options.setReuse(PREFIX)),
    RANDOM_WARM(
        Cluster.LLADA,
        options ->
            options.setReuse(DUAL).setUnmasking(Unmasking.UNMASKING_RANDOM).setTemperature(1)),
    GUIDED(Cluster.LLADA, options -> options.setReuse(PREFIX).setCfgScale(1.5)),
    SEVERAL_TOKENS(
        Cluster.LLADA,
        options ->
            options.setReuse(DUAL).setParallel(ParallelDecoding.newBuilder().setFactor(0.97))),
    DREAM_DUAL(Cluster.DREAM, options -> options.setReuse(DUAL).setTemperature(0.5)),
    DREAM_PREFIX(Cluster.DREAM, options -> options.setReuse(PREFIX));

    private final String model;
    private final Consumer<DiffusionOptions.Builder> change;

    Kind(String model, Consumer<DiffusionOptions.Builder> change) {
      this.model = model;
      this.change = change;
    }

    GenerateRequest request() {
      DiffusionOptions.Builder options =
          DiffusionOptions.newBuilder()
              .setGenLength(32)
              .setBlockLength(16)
              .setRefreshEvery(4)
              .setSeed(3);
      change.accept(options);
      return GenerateRequest.newBuilder()
          .setModel(model)
          .setTokens(
              TokenPrompt.newBuilder()
                  .addAllTokenIds(IntStream.range(0, 100).mapToObj(i -> i * 7 % 490).toList()))
          .setDiffusion(options)
          .setSparse(SparseOptions.newBuilder().setBlockSize(16).setSelect(0.3))
          .setResponse(ResponseOptions.newBuilder().setPromptTokenIds(true))
          .build();
    }
  }

  /** A Fault is what happens to the worker that is about to run a forward. */
  enum Fault {
    /** Its connections end at once, and nobody sees it again while the request runs. */
    KILLED,
    /** It finishes what it runs and refuses the rest. */
    DRAINED,
    /** It forgets its keys and values. */
    FORGETS
  }

  @BeforeAll
  static void start() throws IOException {
    for (String model : List.of(Cluster.LLADA, Cluster.DREAM)) {
      workers.put(model, new ArrayList<>());
      workers.get(model).add(Cluster.worker(folder, model));
      workers.get(model).add(Cluster.worker(folder, model));
    }
    for (Kind kind : Kind.values()) {
      try (Scene scene = new Scene(kind.model)) {
        undisturbed.put(kind, scene.generate(kind.request()));
      }
    }
  }

  @AfterAll
  static void stop() {
    workers.values().stream().flatMap(List::stream).forEach(WorkerServer::close);
  }

  /** Returns every kind with each fault; the pattern is taken at the refresh of step 8. */
  static Stream<Arguments> faults() {
    return Stream.of(Kind.values())
        .flatMap(
            kind ->
                Stream.of(
                    Arguments.of(kind, Fault.KILLED, 0),
                    Arguments.of(kind, Fault.KILLED, 8),
                    Arguments.of(kind, Fault.KILLED, 14),
                    Arguments.of(kind, Fault.FORGETS, 6),
                    Arguments.of(kind, Fault.DRAINED, 9)));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fault_atAnyStep_sameTokens(Kind kind, Fault fault, int step) throws IOException {
    AtomicBoolean happened = new AtomicBoolean();
    try (Scene scene = new Scene(kind.model)) {
      for (int i = 0; i < 2; i++) {
        int index = i;
        Relay relay = scene.relays.get(i);
        relay.onForward(
            forward -> {
              if (forward.getStep() >= step && happened.compareAndSet(false, true)) {
                happens(fault, relay, kind.model, index, forward);
              }
            });
      }

      assertThat(tokens(scene.generate(kind.request()))).isEqualTo(tokens(undisturbed(kind)));
    }
    assertThat(happened).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void resumed_afterAnyStep_sameTokens(Kind kind) throws IOException {
    List<GenerateResponse> events = undisturbed(kind);
    int steps = ResumeRequests.progress(events).size();

    try (Scene scene = new Scene(kind.model)) {
      for (int done = 1; done <= steps; done += 3) {
        assertThat(tokens(scene.generate(ResumeRequests.of(kind.request(), events, done))))
            .as("after %d of %d steps", done, steps)
            .isEqualTo(tokens(events));
      }
    }
  }

  private static void happens(
      Fault fault, Relay relay, String model, int index, ForwardRequest forward)
      throws IOException {
    switch (fault) {
      case KILLED -> relay.kill();
      case DRAINED -> workersOf(model).set(index, Cluster.worker(folder, model)).close();
      case FORGETS -> {
        var _ =
            relay
                .worker()
                .dropArtifact(
                    DropArtifactRequest.newBuilder()
                        .setArtifactId(forward.getReuse().getKeyValuesId())
                        .build());
      }
    }
  }

  private static List<GenerateResponse> undisturbed(Kind kind) {
    return Objects.requireNonNull(undisturbed.get(kind));
  }

  private static List<WorkerServer> workersOf(String model) {
    return Objects.requireNonNull(workers.get(model));
  }

  private static List<Integer> tokens(List<GenerateResponse> events) {
    return events.getLast().getFinished().getTokenIdsList();
  }

  /** A scheduler with a relay before each of a model's two workers. */
  private static final class Scene implements AutoCloseable {

    private final List<Relay> relays = new ArrayList<>();
    private final Cluster cluster;

    Scene(String model) throws IOException {
      for (WorkerServer worker : workersOf(model)) {
        relays.add(Relay.before(worker));
      }
      cluster =
          Cluster.over(
              config -> config.withPool(Cluster.PATIENT),
              relays.stream().map(Relay::address).toArray(String[]::new));
      cluster.awaitModels(2);
    }

    List<GenerateResponse> generate(GenerateRequest request) {
      return Lists.newArrayList(cluster.stub().generate(request));
    }

    @Override
    public void close() {
      cluster.close();
      relays.forEach(Relay::close);
    }
  }
}
