package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.DreamDenoising;
import io.sparsed.scheduler.generation.Defaults;
import io.sparsed.v1.DiffusionOptions;
import java.util.Optional;

/** Reads and checks the diffusion options that are Dream's own. */
final class DreamReader {

  private DreamReader() {}

  /** The options; empty if anything of the request is invalid so far. */
  static Optional<Denoising> read(
      DiffusionOptions options, int genLength, int steps, long seed, Violations violations) {
    DreamDenoising defaults = Defaults.dream(genLength, seed);
    double topP = options.hasTopP() ? options.getTopP() : defaults.topP();
    double eps = options.hasEps() ? options.getEps() : defaults.eps();
    violations.check(
        topP > 0 && topP <= 1,
        "diffusion.top_p",
        "Give a share of the probability above 0 and at most 1.");
    violations.check(eps > 0 && eps < 1, "diffusion.eps", "Give a time between 0 and 1.");
    violations.check(
        options.getTopK() >= 0,
        "diffusion.top_k",
        "Give a number of tokens up to " + Integer.MAX_VALUE + ".");
    Optional<DreamDenoising.Algorithm> algorithm = algorithm(options, violations);
    refuseLladaOptions(options, violations);
    return violations.isEmpty()
        ? algorithm.map(
            known ->
                new DreamDenoising(
                    genLength,
                    steps,
                    known,
                    options.hasTemperature() ? options.getTemperature() : defaults.temperature(),
                    topP,
                    options.getTopK(),
                    options.getAlgTemp(),
                    eps,
                    seed,
                    options.getStopAtEos()))
        : Optional.empty();
  }

  private static Optional<DreamDenoising.Algorithm> algorithm(
      DiffusionOptions options, Violations violations) {
    Optional<DreamDenoising.Algorithm> algorithm =
        switch (options.getUnmasking()) {
          case UNMASKING_UNSPECIFIED, UNMASKING_MASKGIT_PLUS ->
              Optional.of(DreamDenoising.Algorithm.MASKGIT_PLUS);
          case UNMASKING_ORIGIN -> Optional.of(DreamDenoising.Algorithm.ORIGIN);
          case UNMASKING_TOPK_MARGIN -> Optional.of(DreamDenoising.Algorithm.TOPK_MARGIN);
          case UNMASKING_ENTROPY -> Optional.of(DreamDenoising.Algorithm.ENTROPY);
          case UNMASKING_LOW_CONFIDENCE, UNMASKING_RANDOM, UNRECOGNIZED -> Optional.empty();
        };
    violations.check(
        algorithm.isPresent(),
        "diffusion.unmasking",
        "Choose ORIGIN, MASKGIT_PLUS, TOPK_MARGIN or ENTROPY: this is a Dream model.");
    return algorithm;
  }

  private static void refuseLladaOptions(DiffusionOptions options, Violations violations) {
    String leaveOut = "Leave it out: it belongs to LLaDA, and this is a Dream model.";
    violations.check(!options.hasBlockLength(), "diffusion.block_length", leaveOut);
    violations.check(!(options.getCfgScale() > 0), "diffusion.cfg_scale", leaveOut);
  }
}
