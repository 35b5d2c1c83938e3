package io.sparsed.standalone.cli;

import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.Unmasking;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How the canvas is denoised. What is not given is not sent: the scheduler knows each family's
 * defaults.
 */
final class DiffusionFlags {
  @Option(
      names = {"--gen-length", "--seq-len", "--seq_len"},
      paramLabel = "TOKENS",
      description = "Tokens to generate. Default: 128.")
  @Nullable Integer genLength;

  @Option(
      names = "--steps",
      paramLabel = "COUNT",
      description = "Denoising steps over the whole generation. Default: one a token.")
  @Nullable Integer steps;

  @Option(
      names = {"--block-length", "--block_length"},
      paramLabel = "TOKENS",
      description = "LLaDA: tokens of a generation block. Default: 32.")
  @Nullable Integer blockLength;

  @Option(
      names = {"--unmasking", "--sampling-alg", "--sampling_alg"},
      paramLabel = "RULE",
      description =
          "Which positions are committed at a step. LLaDA: low_confidence (default), random."
              + " Dream: maskgit_plus (default), origin, topk_margin, entropy.")
  @Nullable Unmasking unmasking;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Sampling temperature, 0 is greedy. Default: 0 (LLaDA), 0.05 (Dream).")
  @Nullable Double temperature;

  @Option(
      names = {"--top-p", "--top_p"},
      paramLabel = "P",
      description = "Dream: nucleus sampling. Default: 0.95.")
  @Nullable Double topP;

  @Option(
      names = {"--top-k", "--top_k"},
      paramLabel = "COUNT",
      description = "Dream: sample among the most probable tokens. Default: 0, off.")
  @Nullable Integer topK;

  @Option(
      names = {"--alg-temp", "--alg_temp"},
      paramLabel = "T",
      description = "Dream: temperature of the choice of positions. Default: 0.")
  @Nullable Double algTemp;

  @Option(
      names = "--eps",
      paramLabel = "TIME",
      description = "Dream: time at which the schedule ends. Default: 0.001.")
  @Nullable Double eps;

  @Option(
      names = {"--cfg-scale", "--cfg_scale"},
      paramLabel = "SCALE",
      description = "LLaDA: classifier-free guidance. Default: 0, off.")
  @Nullable Double cfgScale;

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      converter = SeedConverter.class,
      description = "Seed of all sampling noise. Default: drawn.")
  @Nullable Long seed;

  @Option(
      names = "--stop-at-eos",
      description = "Stop early once the finished part contains the end-of-sequence token.")
  boolean stopAtEos;

  DiffusionOptions toOptions() {
    DiffusionOptions.Builder options = DiffusionOptions.builder();
    IfGiven.accept(genLength, options::genLength);
    IfGiven.accept(steps, options::steps);
    IfGiven.accept(blockLength, options::blockLength);
    IfGiven.accept(unmasking, options::unmasking);
    IfGiven.accept(temperature, options::temperature);
    IfGiven.accept(topP, options::topP);
    IfGiven.accept(topK, options::topK);
    IfGiven.accept(algTemp, options::algTemp);
    IfGiven.accept(eps, options::eps);
    IfGiven.accept(cfgScale, options::cfgScale);
    IfGiven.accept(seed, options::seed);
    if (stopAtEos) {
      options.stopAtEos(true);
    }
    return options.build();
  }
}
