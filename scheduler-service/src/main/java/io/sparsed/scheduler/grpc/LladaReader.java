package io.sparsed.scheduler.grpc;

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
      DiffusionOptions options, int genLength, int steps, long seed, Violations violations) {
    LladaDenoising defaults = Defaults.llada(genLength, seed);
    long blockLength =
        options.hasBlockLength()
            ? Integer.toUnsignedLong(options.getBlockLength())
            : defaults.blockLength();
    boolean validBlocks =
        violations.check(
            blockLength >= 1 && genLength % blockLength == 0,
            "diffusion.block_length",
            "Choose a divisor of gen_length, which is " + genLength + ".");
    if (validBlocks) {
      long blocks = genLength / blockLength;
      violations.check(
          steps % blocks == 0,
          "diffusion.steps",
          "Choose a multiple of " + blocks + ", the number of generation blocks.");
    }
    Optional<Remasking> remasking =
        violations.require(
            EnumMapper.domain(options.getUnmasking(), defaults.remasking()),
            "diffusion.unmasking",
            "Choose LOW_CONFIDENCE or RANDOM: this is a LLaDA model.");
    refuseDreamOptions(options, violations);
    return violations.isEmpty()
        ? remasking.map(
            known ->
                new LladaDenoising(
                    genLength,
                    steps,
                    (int) blockLength,
                    known,
                    options.hasTemperature() ? options.getTemperature() : defaults.temperature(),
                    options.hasCfgScale() ? options.getCfgScale() : defaults.cfgScale(),
                    seed,
                    options.getStopAtEos()))
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
