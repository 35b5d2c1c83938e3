package io.sparsed.bench.patterns;

import io.sparsed.bench.chart.Drawing;
import io.sparsed.scheduler.diffusion.Sparsity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What was run and what was seen.
 *
 * @param generation the dense generation
 * @param sparsity by which patterns were chosen
 * @param observation the patterns
 * @param findings their numbers
 */
record Report(
    Generation generation, Sparsity sparsity, Observation observation, Findings findings) {
  /** Writes the page; where nothing can be drawn, without its charts. */
  void writePage(Path file, Drawing drawing) throws IOException {
    Files.writeString(file, Page.of(this, drawing));
  }

  /** Writes each figure into a file of its own; where nothing can be drawn, without the charts. */
  void writeFigures(Path folder, Drawing drawing) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("kept.svg"), Figures.kept(observation).file());
    Files.writeString(folder.resolve("steps.svg"), Figures.steps(findings).file());
    Files.writeString(folder.resolve("steps-by-layer.svg"), Figures.stepsByLayer(findings).file());
    Files.writeString(folder.resolve("heads.svg"), Figures.heads(findings).file());
    if (drawing.isPossible()) {
      Files.writeString(folder.resolve("over-time.svg"), Figures.overTime(findings).svg());
      Files.writeString(
          folder.resolve("over-time-of-generation.svg"),
          Figures.overTimeOfGeneration(findings).svg());
    }
  }

  /** Whether the answer has what it should have, where that is known. */
  Optional<Boolean> answeredRight() {
    return generation.question().expected().map(expected -> generation.answer().contains(expected));
  }

  int canvasLength() {
    return generation.question().tokens() + generation.length();
  }

  int blocks() {
    return observation.taken().mask(0, 0).blocks();
  }
}
