package io.sparsed.standalone.cli;

import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.KeyValueReuse;
import io.sparsed.client.ParallelDecoding;
import io.sparsed.client.Preset;
import io.sparsed.client.Unmasking;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/**
 * The flags of a request's denoising. A flag that is not given is not sent, since the scheduler
 * knows the defaults of each model family.
 */
final class DenoisingOptions {
  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "Options by name: exact (default), balanced, fast or distilled. Other flags go before its options.")
  private Optional<Preset> preset = Optional.empty();

  @Option(
      names = {"--gen-length", "--seq-len", "--seq_len"},
      paramLabel = "TOKENS",
      description = "Tokens to generate. Default: 128.")
  private Optional<Integer> genLength = Optional.empty();

  @Option(
      names = {"--max-gen-length", "--max_gen_length"},
      paramLabel = "TOKENS",
      description =
          "In place of --gen-length: append generation blocks until one holds an end-of-sequence"
              + " token or there are so many tokens.")
  private Optional<Integer> maxGenLength = Optional.empty();

  @Option(
      names = "--steps",
      paramLabel = "COUNT",
      description = "Denoising steps over the whole generation. Default: one a token.")
  private Optional<Integer> steps = Optional.empty();

  @Option(
      names = {"--block-length", "--block_length"},
      paramLabel = "TOKENS",
      description =
          "Tokens of a generation block; Dream has some only with --reuse or --max-gen-length."
              + " Default: 32.")
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
      description = "Stop once an end-of-sequence token is committed with no mask before it.")
  private boolean stopAtEos;

  @Option(
      names = "--reuse",
      paramLabel = "MODE",
      description =
          "Steps between refreshes compute few rows and reuse keys and values: none (default),"
              + " prefix (from the generation block on), dual (the block).")
  private Optional<KeyValueReuse> reuse = Optional.empty();

  @Option(
      names = {"--refresh-every", "--refresh_every"},
      paramLabel = "STEPS",
      description = "Steps from a refresh to the next. Default: 0, at the starts of blocks only.")
  private Optional<Integer> refreshEvery = Optional.empty();

  @ArgGroup private final Parallel parallel = new Parallel();

  /** The flags of which one lets a step commit several tokens. */
  static final class Parallel {
    @Option(
        names = "--threshold",
        paramLabel = "P",
        description = "Commit every proposal of at least this probability.")
    private Optional<Double> threshold = Optional.empty();

    @Option(
        names = "--factor",
        paramLabel = "F",
        description = "Commit the n-th best while its probability is at least 1 - F / (n + 1).")
    private Optional<Double> factor = Optional.empty();

    @Option(
        names = {"--entropy-bound", "--entropy_bound"},
        paramLabel = "NATS",
        description = "Commit the surest while the entropies of all but the last stay within this.")
    private Optional<Double> entropyBound = Optional.empty();

    @Option(
        names = {"--entropy-threshold", "--entropy_threshold"},
        paramLabel = "NATS",
        description = "Commit every proposal of at most this entropy.")
    private Optional<Double> entropyThreshold = Optional.empty();

    private Optional<ParallelDecoding> toOption() {
      return threshold
          .map(ParallelDecoding::threshold)
          .or(() -> factor.map(ParallelDecoding::factor))
          .or(() -> entropyBound.map(ParallelDecoding::entropyBound))
          .or(() -> entropyThreshold.map(ParallelDecoding::entropyThreshold));
    }
  }

  /** Sets the options that were given. */
  void addTo(GenerationRequest.Builder request) {
    preset.ifPresent(request::preset);
    request.diffusion(toOptions());
  }

  private DiffusionOptions toOptions() {
    DiffusionOptions.Builder options = DiffusionOptions.builder();
    genLength.ifPresent(options::genLength);
    maxGenLength.ifPresent(options::maxGenLength);
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
    reuse.ifPresent(options::reuse);
    refreshEvery.ifPresent(options::refreshEvery);
    parallel.toOption().ifPresent(options::parallel);
    if (stopAtEos) {
      options.stopAtEos(true);
    }
    return options.build();
  }
}
