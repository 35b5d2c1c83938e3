package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.Acceleration;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.generation.Defaults;
import io.sparsed.scheduler.generation.Model;
import io.sparsed.v1.DiffusionOptions;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Reads and checks the diffusion options of a request. Thread-safe if {@code seeds} is.
 *
 * @param seeds source of the seed of requests without one
 */
record DenoisingReader(Model model, RandomGenerator seeds) {

  /**
   * Returns the options with defaults filled in; empty if the request has any violation so far.
   * Defaults stand in for invalid lengths, so that the other options are checked too.
   */
  Optional<Denoising> read(DiffusionOptions options, Violations violations) {
    Lengths lengths = Lengths.of(options);
    int max = model.maxCanvasLength();
    boolean genLengthFits =
        violations.check(
            lengths.genLengthFits(max),
            "diffusion." + Lengths.genLengthField(options),
            "Ask for 1 to %d tokens: the canvas holds %d, prompt included."
                .formatted(max - 1, max));
    violations.check(
        !options.hasMaxGenLength() || !options.hasGenLength(),
        "diffusion.gen_length",
        "Leave it out beside max_gen_length: an answer has a fixed length or an open one.");
    boolean stepsAreValid =
        violations.check(
            lengths.stepsAreValid() || !options.hasSteps(),
            "diffusion.steps",
            "Ask for 1 to " + Lengths.MAX_STEPS + " steps.");
    violations.checkTemperature(options.getTemperature(), "diffusion.temperature");
    violations.checkTemperature(options.getAlgTemp(), "diffusion.alg_temp");
    violations.check(
        options.getCfgScale() >= 0 && options.getCfgScale() <= 100,
        "diffusion.cfg_scale",
        "Give a number from 0 to 100.");
    Acceleration acceleration = AccelerationReader.read(options, violations);
    int genLength = genLengthFits ? (int) lengths.genLength() : Defaults.GEN_LENGTH;
    int steps = genLengthFits && stepsAreValid ? (int) lengths.steps() : genLength;
    long seed = options.hasSeed() ? options.getSeed() : seeds.nextLong();
    return switch (model.facts().denoising()) {
      case LLADA -> LladaReader.read(options, genLength, steps, seed, acceleration, violations);
      case DREAM ->
          DreamReader.read(
              options, genLength, steps, seed, acceleration, model.facts().published(), violations);
    };
  }
}
