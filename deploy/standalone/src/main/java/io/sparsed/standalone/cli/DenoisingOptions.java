package io.sparsed.standalone.cli;

import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.Unmasking;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * The flags of a request's denoising. A flag that is not given is not sent, since the scheduler
 * knows the defaults of each model family.
 */
final class DenoisingOptions {
  @Option(
      names = {"--gen-length", "--seq-len", "--seq_len"},
      paramLabel = "TOKENS",
      description = "Tokens to generate. Default: 128.")
  private Optional<Integer> genLength = Optional.empty();

  @Option(
      names = "--steps",
      paramLabel = "COUNT",
      description = "Denoising steps over the whole generation. Default: one a token.")
  private Optional<Integer> steps = Optional.empty();

  @Option(
      names = {"--block-length", "--block_length"},
      paramLabel = "TOKENS",
      description = "LLaDA: tokens of a generation block. Default: 32.")
  private Optional<Integer> blockLength = Optional.empty();

  @Option(
      names = {"--unmasking", "--sampling-alg", "--sampling_alg"},
      paramLabel = "RULE",
      description =
          "Which positions are committed at a step. LLaDA: low_confidence (default), random."
              + " Dream: maskgit_plus (default), origin, topk_margin, entropy.")
  private Optional<Unmasking> unmasking = Optional.empty();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Sampling temperature, 0 is greedy. Default: 0 (LLaDA), 0.05 (Dream).")
  private Optional<Double> temperature = Optional.empty();

  @Option(
      names = {"--top-p", "--top_p"},
      paramLabel = "P",
      description = "Dream: nucleus sampling. Default: 0.95.")
  private Optional<Double> topP = Optional.empty();

  @Option(
      names = {"--top-k", "--top_k"},
      paramLabel = "COUNT",
      description = "Dream: sample among the most probable tokens. Default: 0, off.")
  private Optional<Integer> topK = Optional.empty();

  @Option(
      names = {"--alg-temp", "--alg_temp"},
      paramLabel = "T",
      description = "Dream: temperature of the choice of positions. Default: 0.")
  private Optional<Double> algTemp = Optional.empty();

  @Option(
      names = "--eps",
      paramLabel = "TIME",
      description = "Dream: time at which the schedule ends. Default: 0.001.")
  private Optional<Double> eps = Optional.empty();

  @Option(
      names = {"--cfg-scale", "--cfg_scale"},
      paramLabel = "SCALE",
      description = "LLaDA: classifier-free guidance. Default: 0, off.")
  private Optional<Double> cfgScale = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "NUMBER",
      converter = SeedConverter.class,
      description = "Seed of all sampling noise. Default: drawn.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--stop-at-eos",
      description = "Stop early once the finished part contains the end-of-sequence token.")
  private boolean stopAtEos;

  /** Returns the options that were given. */
  DiffusionOptions toOptions() {
    DiffusionOptions.Builder options = DiffusionOptions.builder();
    genLength.ifPresent(options::genLength);
    steps.ifPresent(options::steps);
    blockLength.ifPresent(options::blockLength);
    unmasking.ifPresent(options::unmasking);
    temperature.ifPresent(options::temperature);
    topP.ifPresent(options::topP);
    topK.ifPresent(options::topK);
    algTemp.ifPresent(options::algTemp);
    eps.ifPresent(options::eps);
    cfgScale.ifPresent(options::cfgScale);
    seed.ifPresent(options::seed);
    if (stopAtEos) {
      options.stopAtEos(true);
    }
    return options.build();
  }
}
