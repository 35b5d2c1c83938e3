package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.Cancellation;
import io.sparsed.worker.model.NamedWeights;
import io.sparsed.worker.model.RandomWeights;
import io.sparsed.worker.tensor.ElementType;
import io.sparsed.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class HostMemoryTest {
  private static final int KEPT_MIB = 24;

  @Test
  @EnabledOnOs(OS.LINUX)
  void run_canvasesOfMixedLengths_freedMemoryIsGivenBack() throws IOException {
    var torch = Torch.open("cpu");
    var spec = NamedWeights.small(Architecture.LLADA);
    var weights = new RandomWeights(torch, spec, ElementType.FLOAT32);
    var kernels = new Kernels.Portable("this is a CPU");
    try (var runner = Runners.load(torch, kernels, spec, weights, new PatternStore(1 << 20))) {
      for (int length : new int[] {900, 2100, 300, 1500, 4096}) {
        var forward =
            new Forward(
                IntStream.range(0, length).map(i -> i % spec.vocabulary()).toArray(),
                length / 2,
                new AttentionDirective.Dense(),
                Forwards.request(
                    Forwards.greedy(0, 999, false), IntStream.range(length / 2, length).toArray()));
        var _ = runner.run(forward, Cancellation.NEVER);
      }
      long after = residentMib();
      torch.trimHostMemory();
      assertThat(after - residentMib()).isLessThan(KEPT_MIB);
    }
  }

  /** Returns the MiB of this process that lie in memory and are no file's. */
  private static long residentMib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .sum();
  }
}
