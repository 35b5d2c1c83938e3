package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.Acceleration;
import io.sparsed.scheduler.diffusion.Denoising;
import io.sparsed.scheduler.diffusion.DreamDenoising;
import io.sparsed.scheduler.diffusion.DreamDenoising.Algorithm;
import io.sparsed.scheduler.diffusion.KeyValueReuse;
import io.sparsed.scheduler.diffusion.PublishedOptions;
import io.sparsed.scheduler.generation.Defaults;
import io.sparsed.v1.DiffusionOptions;
import java.util.Optional;

/** Reads and checks the diffusion options of Dream, and rejects those of LLaDA. */
final class DreamReader {

  private DreamReader() {}

  /** Returns the options; empty if the request has any violation so far. */
  static Optional<Denoising> read(
      DiffusionOptions options,
      int genLength,
      int steps,
      long seed,
      Acceleration acceleration,
      PublishedOptions published,
      Violations violations) {
    DreamDenoising defaults = Defaults.dream(genLength, published, seed);
    // What a checkpoint publishes does not rule out what a request asks for.
    Algorithm usual = options.hasParallel() ? Algorithm.MASKGIT_PLUS : defaults.algorithm();
    double usualAlgTemp = options.hasParallel() ? 0 : defaults.algTemp();
    double algTemp = options.hasAlgTemp() ? options.getAlgTemp() : usualAlgTemp;
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
    Optional<Algorithm> algorithm =
        violations.require(
            EnumMapper.domain(options.getUnmasking(), usual),
            "diffusion.unmasking",
            "Choose ORIGIN, MASKGIT_PLUS, TOPK_MARGIN or ENTROPY: this is a Dream model.");
    boolean ranks = algorithm.equals(Optional.of(Algorithm.MASKGIT_PLUS)) && algTemp == 0;
    AccelerationReader.checkRanksByProbability(options, ranks, violations);
    refuseLladaOptions(options, violations);
    boolean openLength = options.hasMaxGenLength();
    boolean hasBlocks = openLength || acceleration.reuse().mode() != KeyValueReuse.Mode.NONE;
    violations.check(
        hasBlocks || !options.hasBlockLength(),
        "diffusion.block_length",
        "Leave it out, or choose PREFIX or DUAL as diffusion.reuse, or give max_gen_length:"
            + " otherwise a Dream model has one generation block.");
    int blockLength =
        openLength || acceleration.reuse().reuses()
            ? GenerationBlockReader.read(options, genLength, steps, violations)
            : genLength;
    return violations.isEmpty()
        ? algorithm.map(
            known ->
                new DreamDenoising(
                    genLength,
                    steps,
                    blockLength,
                    known,
                    options.hasTemperature() ? options.getTemperature() : defaults.temperature(),
                    topP,
                    options.hasTopK() ? options.getTopK() : defaults.topK(),
                    algTemp,
                    eps,
                    seed,
                    options.getStopAtEos(),
                    options.hasMaxGenLength(),
                    acceleration))
        : Optional.empty();
  }

  private static void refuseLladaOptions(DiffusionOptions options, Violations violations) {
    String leaveOut = "Leave it out: it belongs to LLaDA, and this is a Dream model.";
    violations.check(!(options.getCfgScale() > 0), "diffusion.cfg_scale", leaveOut);
  }
}
