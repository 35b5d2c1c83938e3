package io.sparsed.worker.attention;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Selects the pattern of a layer over 65,536 tokens and prints the process's peak memory in KiB.
 * The layer has one head: the scores of a head take 16 GiB if they are held at once, and more heads
 * only take longer.
 */
final class SelectionProbe {
  private SelectionProbe() {}

  public static void main(String[] arguments) throws IOException {
    int tokens = 65_536;
    try (var torch = Torch.open("cpu");
        var kernels = AttentionKernels.portable(torch);
        var scope = torch.manager().newSubManager()) {
      var q = (PtNDArray) scope.randomNormal(new Shape(tokens, 1, 16));
      var k = (PtNDArray) scope.randomNormal(new Shape(tokens, 1, 16));
      var in = new HeadTensors(q, k, k);
      var chosen = BlockSelection.of(tokens, tokens - 128, 128, 0.3);
      Pattern pattern;
      try (var selection = kernels.select(new PatternShape(1, 1, 1, 128, tokens), chosen, 0.5)) {
        selection.add(0, 0, in, new Span(0, tokens, RowRange.all(tokens)));
        pattern = selection.finish();
      }
      int found = pattern.kept(0, 0, 0, 511).length;
      if (found < 153
          || found > 155) { // int(512 * 0.3) + 1, one of them perhaps cleared, and the generation's
        // block
        throw new IllegalStateException("a query block keeps " + found + " of 512 blocks");
      }
    }
    var peak =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .findFirst()
            .orElseThrow();
    System.out.println(peak.replaceAll("\\D", ""));
  }
}
