package io.sparsed.standalone.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.SparseOptions;
import java.util.Locale;

/** Options as JSON: names as in the wire contract; what is empty is left out. */
final class OptionsJson {
  private OptionsJson() {}

  static ObjectNode diffusion(DiffusionOptions options) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    options.genLength().ifPresent(value -> json.put("gen_length", value));
    options.steps().ifPresent(value -> json.put("steps", value));
    options.blockLength().ifPresent(value -> json.put("block_length", value));
    options.unmasking().ifPresent(value -> json.put("unmasking", lowerCase(value)));
    options.temperature().ifPresent(value -> json.put("temperature", value));
    options.topP().ifPresent(value -> json.put("top_p", value));
    options.topK().ifPresent(value -> json.put("top_k", value));
    options.algTemp().ifPresent(value -> json.put("alg_temp", value));
    options.eps().ifPresent(value -> json.put("eps", value));
    options.cfgScale().ifPresent(value -> json.put("cfg_scale", value));
    // A string, as protobuf's JSON has it: JSON numbers lose digits of 64-bit integers.
    options.seed().ifPresent(value -> json.put("seed", Long.toUnsignedString(value)));
    options.stopAtEos().ifPresent(value -> json.put("stop_at_eos", value));
    return json;
  }

  static ObjectNode sparse(SparseOptions options) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    options.origin().ifPresent(value -> json.put("origin", value));
    options.skip().ifPresent(value -> json.put("skip", value));
    options.select().ifPresent(value -> json.put("select", value));
    options.blockSize().ifPresent(value -> json.put("block_size", value));
    options.scoreScale().ifPresent(value -> json.put("score_scale", lowerCase(value)));
    return json;
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
