package io.sparsed.scheduler;

import io.sparsed.v1.CanvasSnapshot;
import io.sparsed.v1.DiffusionOptions;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.ResponseOptions;
import io.sparsed.v1.SparseOptions;
import io.sparsed.v1.TokenPrompt;
import io.sparsed.v1.Unmasking;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.golden.GoldenCase;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Turns recorded runs of the published code into requests and their expected answers. */
final class GoldenRequests {

  private GoldenRequests() {}

  /** Returns the recorded run of a name. */
  static GoldenCase named(String name) {
    return Golden.cases().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the request of a run. */
  static GenerateRequest request(GoldenCase golden) {
    return GenerateRequest.newBuilder()
        .setModel(golden.model())
        .setTokens(
            TokenPrompt.newBuilder()
                .addAllTokenIds(Arrays.stream(golden.prompt()).boxed().toList()))
        .setDiffusion(diffusion(golden))
        .setSparse(sparse(golden))
        .setResponse(ResponseOptions.newBuilder().setCanvasHistory(true))
        .build();
  }

  /** Returns the generation at the end of a run. */
  static List<Integer> finalTokens(GoldenCase golden) {
    return generation(golden, Golden.ints(golden.tensor("final")), 0);
  }

  /** Returns the generation after every step of a run. */
  static List<List<Integer>> history(GoldenCase golden) {
    int[] history = Golden.ints(golden.tensor("history"));
    // LLaDA's canvases were recorded before each step, Dream's after it.
    int first = golden.isDream() ? 0 : 1;
    List<List<Integer>> steps =
        IntStream.range(first, golden.steps())
            .mapToObj(step -> generation(golden, history, step))
            .toList();
    return golden.isDream()
        ? steps
        : IntStream.range(0, golden.steps())
            .mapToObj(i -> i < steps.size() ? steps.get(i) : finalTokens(golden))
            .toList();
  }

  /** Returns the generation after every step of an answer. */
  static List<List<Integer>> history(List<CanvasSnapshot> snapshots) {
    return snapshots.stream().map(CanvasSnapshot::getTokenIdsList).toList();
  }

  private static List<Integer> generation(GoldenCase golden, int[] canvases, int index) {
    int length = golden.promptLength() + golden.genLength();
    return Arrays.stream(canvases, index * length + golden.promptLength(), (index + 1) * length)
        .boxed()
        .toList();
  }

  private static DiffusionOptions diffusion(GoldenCase golden) {
    DiffusionOptions.Builder options =
        DiffusionOptions.newBuilder()
            .setGenLength(golden.genLength())
            .setSteps(golden.steps())
            .setTemperature(golden.temperature());
    return golden.isDream()
        ? options
            .setTopP(1)
            .setEps(golden.eps())
            .setAlgTemp(golden.algTemp())
            .setUnmasking(unmasking(golden.unmasking()))
            .build()
        : options
            .setBlockLength(golden.blockLength())
            .setCfgScale(golden.cfgScale())
            .setUnmasking(unmasking(golden.unmasking()))
            .build();
  }

  private static Unmasking unmasking(String name) {
    return Unmasking.valueOf("UNMASKING_" + name.toUpperCase(Locale.ROOT));
  }

  private static SparseOptions sparse(GoldenCase golden) {
    GoldenCase.Sparse sparse = golden.sparse();
    return sparse == null
        ? SparseOptions.newBuilder().setOrigin(true).build()
        : SparseOptions.newBuilder()
            .setSkip(sparse.skip())
            .setSelect(sparse.select())
            .setBlockSize(sparse.blockSize())
            .build();
  }
}
