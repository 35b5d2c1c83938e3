package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.scheduler.SchedulerConfig;
import io.sparsed.scheduler.SchedulerServer;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.golden.GoldenCase;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schedulers that are killed in the middle of an answer: the caller does not notice. */
class SchedulerLossTest {
  private static final int SELECT = 5;

  @ParameterizedTest
  @CsvSource({
    "sparse_b32_s30, 2",
    "sparse_b32_s30, 6",
    "sparse_b32_s30, 19",
    "sparse_maskgit_b32, 2",
    "sparse_maskgit_b32, 12"
  })
  void complete_schedulerKilledMidAnswer_anotherGoesOnWithTheSameTokens(
      String name, int step, @TempDir Path folder) throws Exception {
    GoldenCase golden = golden(name);
    try (HeldWorker worker = new HeldWorker(folder, golden.model(), step);
        SchedulerProcess doomed =
            SchedulerProcess.start(SchedulerProcess.freePort(), worker.address()).awaitReady();
        SchedulerServer other =
            SchedulerServer.start(SchedulerConfig.of(List.of(worker.address()))).awaitReady();
        SparseDClient client =
            SparseDClient.builder(doomed.target(), "127.0.0.1:" + other.port())
                .plaintext()
                .build()) {
      CompletableFuture<Completion> reply = client.completeAsync(request(golden));
      worker.awaitReached();

      doomed.kill();
      worker.release();

      Answer answer = reply.get(60, TimeUnit.SECONDS).answer();
      assertThat(answer.tokenIds()).isEqualTo(tokens(golden));
      assertThat(answer.usage().resumes()).isEqualTo(1);
      assertThat(answer.usage().denseSteps()).isEqualTo(SELECT + 1);
      assertThat(answer.usage().sparseSteps()).isEqualTo(golden.steps() - SELECT - 1);
      int patternTakenAgain = step > SELECT ? 1 : 0;
      // Steps whose progress had not left the dying scheduler are repeated too.
      int least = golden.steps() + 1 + patternTakenAgain;
      assertThat(worker.steps()).hasSizeBetween(least, least + step);
    }
  }

  @Test
  void stream_onlySchedulerRestarts_isHeardAsOneGeneration(@TempDir Path folder) throws Exception {
    GoldenCase golden = golden("sparse_b32_s30");
    try (HeldWorker worker = new HeldWorker(folder, golden.model(), 9);
        SchedulerProcess doomed =
            SchedulerProcess.start(SchedulerProcess.freePort(), worker.address()).awaitReady();
        SparseDClient client = SparseDClient.builder(doomed.target()).plaintext().build()) {
      Recorder recorder = new Recorder();
      Cancellable _ = client.stream(request(golden), recorder);
      worker.awaitReached();

      doomed.kill();
      worker.release();
      String target = doomed.target();
      int port = Integer.parseInt(target.substring(target.indexOf(':') + 1));
      try (SchedulerProcess _ = SchedulerProcess.start(port, worker.address())) {
        assertThat(recorder.awaitAnswer().tokenIds()).isEqualTo(tokens(golden));
      }

      assertThat(recorder.events().getFirst()).isInstanceOf(Event.Accepted.class);
      assertThat(steps(recorder.events())).containsExactlyElementsOf(allSteps(golden));
      assertThat(recorder.events()).hasSize(golden.steps() + 2);
    }
  }

  private static List<Integer> steps(List<Event> events) {
    return events.stream()
        .filter(Event.Progress.class::isInstance)
        .map(event -> ((Event.Progress) event).step())
        .toList();
  }

  private static List<Integer> allSteps(GoldenCase golden) {
    return java.util.stream.IntStream.range(0, golden.steps()).boxed().toList();
  }

  private static GoldenCase golden(String name) {
    return Golden.cases().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static TokenIds tokens(GoldenCase golden) {
    int[] whole = Golden.ints(golden.tensor("final"));
    return TokenIds.of(Arrays.copyOfRange(whole, golden.promptLength(), whole.length));
  }

  private static GenerationRequest request(GoldenCase golden) {
    DiffusionOptions.Builder diffusion =
        DiffusionOptions.builder()
            .genLength(golden.genLength())
            .steps(golden.steps())
            .temperature(0);
    if (golden.isDream()) {
      diffusion.topP(1).eps(golden.eps());
    } else {
      diffusion.blockLength(golden.blockLength());
    }
    return GenerationRequest.builder(Prompt.tokens(golden.prompt()))
        .diffusion(diffusion.build())
        .sparse(SparseOptions.builder().skip(0.2).select(0.3).blockSize(32).build())
        .build();
  }
}
