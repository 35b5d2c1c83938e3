package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.LladaDenoising;
import io.sparsed.scheduler.generation.Defaults;
import io.sparsed.v1.DiffusionOptions;
import java.util.Optional;

/** Reads and checks the diffusion options that are LLaDA's own. */
final class LladaReader {

  private LladaReader() {}

  /** The options; empty if anything of the request is invalid so far. */
  static Optional<Denoising> read(
      DiffusionOptions options, int genLength, int steps, long seed, Violations violations) {
    long blockLength =
        options.hasBlockLength()
            ? Integer.toUnsignedLong(options.getBlockLength())
            : Defaults.blockLength(genLength);
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
    Optional<LladaDenoising.Remasking> remasking = remasking(options, violations);
    refuseDreamOptions(options, violations);
    LladaDenoising defaults = Defaults.llada(genLength, seed);
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

  private static Optional<LladaDenoising.Remasking> remasking(
      DiffusionOptions options, Violations violations) {
    Optional<LladaDenoising.Remasking> remasking =
        switch (options.getUnmasking()) {
          case UNMASKING_UNSPECIFIED, UNMASKING_LOW_CONFIDENCE ->
              Optional.of(LladaDenoising.Remasking.LOW_CONFIDENCE);
          case UNMASKING_RANDOM -> Optional.of(LladaDenoising.Remasking.RANDOM);
          case UNMASKING_ORIGIN,
              UNMASKING_MASKGIT_PLUS,
              UNMASKING_TOPK_MARGIN,
              UNMASKING_ENTROPY,
              UNRECOGNIZED ->
              Optional.empty();
        };
    violations.check(
        remasking.isPresent(),
        "diffusion.unmasking",
        "Choose LOW_CONFIDENCE or RANDOM: this is a LLaDA model.");
    return remasking;
  }

  private static void refuseDreamOptions(DiffusionOptions options, Violations violations) {
    String leaveOut = "Leave it out: it belongs to Dream, and this is a LLaDA model.";
    violations.check(!options.hasTopP() || options.getTopP() == 1, "diffusion.top_p", leaveOut);
    violations.check(options.getTopK() == 0, "diffusion.top_k", leaveOut);
    violations.check(!(options.getAlgTemp() > 0), "diffusion.alg_temp", leaveOut);
    violations.check(!options.hasEps(), "diffusion.eps", leaveOut);
  }
}
