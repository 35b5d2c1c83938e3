package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.generation.Defaults;
import io.sparsed.scheduler.generation.Model;
import io.sparsed.v1.DiffusionOptions;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Reads and checks the diffusion options of a request: what both families share. */
final class DenoisingReader {

  private final Model model;
  private final RandomGenerator seeds;

  DenoisingReader(Model model, RandomGenerator seeds) {
    this.model = model;
    this.seeds = seeds;
  }

  /** The options with defaults filled in; empty if one of them is invalid. */
  Optional<Denoising> read(DiffusionOptions options, Violations violations) {
    Violations found = new Violations();
    Lengths lengths = Lengths.of(options);
    int max = model.maxCanvasLength();
    found.check(
        lengths.genLengthFits(max),
        "diffusion.gen_length",
        "Ask for 1 to " + (max - 1) + " tokens: the canvas holds " + max + ", prompt included.");
    found.check(
        lengths.stepsAreSane() || !options.hasSteps(),
        "diffusion.steps",
        "Ask for 1 to " + Lengths.MAX_STEPS + " steps.");
    found.checkNotNegative(options.getTemperature(), "diffusion.temperature");
    found.checkNotNegative(options.getAlgTemp(), "diffusion.alg_temp");
    found.checkNotNegative(options.getCfgScale(), "diffusion.cfg_scale");
    Optional<Denoising> denoising = readFamily(options, lengths, found);
    violations.addAll(found);
    return denoising;
  }

  /** Where the lengths are invalid, defaults stand in: the other options are checked anyway. */
  private Optional<Denoising> readFamily(
      DiffusionOptions options, Lengths lengths, Violations found) {
    int genLength =
        lengths.genLengthFits(model.maxCanvasLength())
            ? (int) lengths.genLength()
            : Defaults.GEN_LENGTH;
    int steps = found.isEmpty() ? (int) lengths.steps() : genLength;
    long seed = options.hasSeed() ? options.getSeed() : seeds.nextLong();
    return switch (model.facts().denoising()) {
      case LLADA -> LladaReader.read(options, genLength, steps, seed, found);
      case DREAM -> DreamReader.read(options, genLength, steps, seed, found);
    };
  }
}
