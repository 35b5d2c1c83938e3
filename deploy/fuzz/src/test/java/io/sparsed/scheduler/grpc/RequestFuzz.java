package io.sparsed.scheduler.grpc;

import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.grpc.Context;
import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparsed.scheduler.diffusion.DenoisingRule;
import io.sparsed.scheduler.generation.ModelCatalog;
import io.sparsed.scheduler.pattern.PatternCache;
import io.sparsed.scheduler.pool.PoolSettings;
import io.sparsed.scheduler.pool.WorkerConnection;
import io.sparsed.scheduler.pool.WorkerDirectory;
import io.sparsed.scheduler.pool.WorkerPool;
import io.sparsed.v1.GenerateRequest;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Reads any request for one of two models. It is taken, or refused with a status that is not an
 * internal error.
 */
public final class RequestFuzz {
  private static final RequestReader READER =
      new RequestReader(new ModelCatalog(pool(), OptionalInt.empty()), new SplittableRandom(1));

  private RequestFuzz() {}

  /** Runs one input. */
  public static void fuzzerTestOneInput(@NotNull GenerateRequest request, boolean isDream) {
    read(request);
    read(request.toBuilder().setModel(isDream ? "DREAM" : "LLADA").build());
  }

  private static void read(GenerateRequest request) {
    try {
      var _ = READER.read(request, READER.requestId(request.getRequestId()));
    } catch (RuntimeException e) {
      if (StatusMapper.status(e, Context.ROOT).getStatus().getCode() == Status.Code.INTERNAL) {
        throw e;
      }
    }
  }

  private static WorkerPool pool() {
    WorkerPool pool =
        new WorkerPool(
            new Directory(),
            PoolSettings.defaults(),
            new PatternCache(0),
            new SimpleMeterRegistry());
    while (pool.models().size() < DenoisingRule.values().length) {
      Thread.onSpinWait();
    }
    return pool;
  }

  /** A directory of a worker for each denoising rule, whose address is the rule's name. */
  private static final class Directory implements WorkerDirectory {
    @Override
    public void start(Consumer<Set<String>> addresses) {
      addresses.accept(
          Arrays.stream(DenoisingRule.values()).map(Enum::name).collect(Collectors.toSet()));
    }

    @Override
    public WorkerConnection connect(String address) {
      return new FactsOnly(address);
    }

    @Override
    public void close() {}
  }
}
