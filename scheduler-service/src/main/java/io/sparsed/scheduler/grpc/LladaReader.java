package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.Acceleration;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.LladaDenoising;
import io.sparsed.scheduler.diffusion.LladaDenoising.Remasking;
import io.sparsed.scheduler.generation.Defaults;
import io.sparsed.v1.DiffusionOptions;
import java.util.Optional;

/** Reads and checks the diffusion options of LLaDA, and rejects those of Dream. */
final class LladaReader {

  private LladaReader() {}

  /** Returns the options; empty if the request has any violation so far. */
  static Optional<Denoising> read(
      DiffusionOptions options,
      int genLength,
      int steps,
      long seed,
      Acceleration acceleration,
      Violations violations) {
    LladaDenoising defaults = Defaults.llada(genLength, options.hasMaxGenLength(), seed);
    int blockLength = GenerationBlockReader.read(options, genLength, steps, violations);
    Optional<Remasking> remasking =
        violations.require(
            EnumMapper.domain(options.getUnmasking(), defaults.remasking()),
            "diffusion.unmasking",
            "Choose LOW_CONFIDENCE or RANDOM: this is a LLaDA model.");
    boolean ranks = remasking.equals(Optional.of(Remasking.LOW_CONFIDENCE));
    AccelerationReader.checkRanksByProbability(options, ranks, violations);
    refuseDreamOptions(options, violations);
    return violations.isEmpty()
        ? remasking.map(
            known ->
                new LladaDenoising(
                    genLength,
                    steps,
                    blockLength,
                    known,
                    options.hasTemperature() ? options.getTemperature() : defaults.temperature(),
                    options.hasCfgScale() ? options.getCfgScale() : defaults.cfgScale(),
                    seed,
                    options.getStopAtEos(),
                    options.hasMaxGenLength(),
                    acceleration))
        : Optional.empty();
  }

  private static void refuseDreamOptions(DiffusionOptions options, Violations violations) {
    String leaveOut = "Leave it out: it belongs to Dream, and this is a LLaDA model.";
    violations.check(!options.hasTopP() || options.getTopP() == 1, "diffusion.top_p", leaveOut);
    violations.check(options.getTopK() == 0, "diffusion.top_k", leaveOut);
    violations.check(!(options.getAlgTemp() > 0), "diffusion.alg_temp", leaveOut);
    violations.check(!options.hasEps(), "diffusion.eps", leaveOut);
  }
}
