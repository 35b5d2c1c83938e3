package io.sparsed.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.KeyValueReuse;
import io.sparsed.client.ParallelDecoding;
import io.sparsed.client.PatternHead;
import io.sparsed.client.PatternRule;
import io.sparsed.client.ScoreScale;
import io.sparsed.client.SparseOptions;
import io.sparsed.client.Unmasking;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the options of denoising, which OpenAI's API lacks, beside those that it has. */
final class DiffusionReader {
  private DiffusionReader() {}

  static DiffusionOptions.Builder diffusion(Fields fields) throws ApiException {
    DiffusionOptions.Builder options = DiffusionOptions.builder();
    genLength(fields).ifPresent(options::genLength);
    fields.count("max_gen_length").ifPresent(options::maxGenLength);
    fields.count("steps").ifPresent(options::steps);
    fields.count("block_length").ifPresent(options::blockLength);
    fields.constant("unmasking", Unmasking.class).ifPresent(options::unmasking);
    fields.number("temperature").ifPresent(options::temperature);
    fields.number("top_p").ifPresent(options::topP);
    fields.count("top_k").ifPresent(options::topK);
    fields.number("alg_temp").ifPresent(options::algTemp);
    fields.number("eps").ifPresent(options::eps);
    fields.number("cfg_scale").ifPresent(options::cfgScale);
    // Steps behind the answer's end would change nothing that this API tells.
    options.stopAtEos(fields.bool("stop_at_eos").orElse(true));
    fields.constant("reuse", KeyValueReuse.class).ifPresent(options::reuse);
    fields.count("refresh_every").ifPresent(options::refreshEvery);
    parallel(fields).ifPresent(options::parallel);
    return options;
  }

  private static OptionalInt genLength(Fields fields) throws ApiException {
    OptionalLong former = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
    OptionalLong length = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
    if (former.isPresent() && length.isPresent() && !former.equals(length)) {
      throw fields.wrong("max_tokens", "left out beside max_completion_tokens");
    }
    OptionalLong given = length.isPresent() ? length : former;
    return given.isPresent()
        ? OptionalInt.of(Math.toIntExact(given.getAsLong()))
        : OptionalInt.empty();
  }

  private static Optional<ParallelDecoding> parallel(Fields fields) throws ApiException {
    Optional<ParallelDecoding> rule = Optional.empty();
    for (String name : new String[] {"threshold", "factor", "entropy_bound", "entropy_threshold"}) {
      var value = fields.number(name);
      if (value.isPresent() && rule.isPresent()) {
        throw fields.wrong(name, "left out beside another rule of parallel decoding");
      }
      if (value.isPresent()) {
        double bound = value.getAsDouble();
        rule =
            Optional.of(
                switch (name) {
                  case "threshold" -> ParallelDecoding.threshold(bound);
                  case "factor" -> ParallelDecoding.factor(bound);
                  case "entropy_bound" -> ParallelDecoding.entropyBound(bound);
                  default -> ParallelDecoding.entropyThreshold(bound);
                });
      }
    }
    return rule;
  }

  /** Returns the heads whose patterns are told: {@code [{"layer": 0, "head": 1}, …]}. */
  static List<PatternHead> patternHeads(Fields request) throws ApiException {
    List<PatternHead> heads = new ArrayList<>();
    for (Fields each : request.objects("pattern_heads")) {
      int layer = each.count("layer").orElseThrow(() -> each.missing("layer"));
      heads.add(PatternHead.of(layer, each.count("head").orElseThrow(() -> each.missing("head"))));
      each.refuseRest();
    }
    return heads;
  }

  /** Returns the options of {@code sparse}: an object, or false for dense attention. */
  static SparseOptions sparse(Fields request) throws ApiException {
    Optional<JsonNode> given = request.take("sparse");
    if (given.isEmpty()) {
      return SparseOptions.defaults();
    }
    if (given.get().isBoolean()) {
      return given.get().booleanValue() ? SparseOptions.defaults() : SparseOptions.dense();
    }
    if (!given.get().isObject()) {
      throw request.wrong("sparse", "an object, true or false");
    }
    Fields fields = request.object("sparse").orElseThrow();
    SparseOptions.Builder options = SparseOptions.builder();
    fields.bool("origin").ifPresent(options::origin);
    fields.number("skip").ifPresent(options::skip);
    fields.number("select").ifPresent(options::select);
    fields.count("block_size").ifPresent(options::blockSize);
    fields.constant("score_scale", ScoreScale.class).ifPresent(options::scoreScale);
    fields.constant("pattern_rule", PatternRule.class).ifPresent(options::patternRule);
    fields.count("pattern_refresh").ifPresent(options::patternRefresh);
    fields.refuseRest();
    return options.build();
  }
}
