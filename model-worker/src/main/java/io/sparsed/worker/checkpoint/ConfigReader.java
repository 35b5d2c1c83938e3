package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Turns {@code config.json} into a {@link ModelSpec}. Every value that the transformer does not
 * implement is refused (LLaDA: {@code configuration_llada.py}, Dream: {@code
 * configuration_dream.py}).
 */
final class ConfigReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ConfigReader() {}

  static ModelSpec read(Path folder) throws IOException {
    var path = folder.resolve("config.json");
    if (!Files.isRegularFile(path)) {
      throw new CheckpointException(
          folder + ": no config.json; give a folder as Hugging Face publishes it");
    }
    return parse(Files.readString(path));
  }

  static ModelSpec parse(String json) {
    JsonNode config;
    try {
      config = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new CheckpointException("config.json: not JSON: " + e.getOriginalMessage());
    }
    var architecture = architecture(config.path("architectures").path(0));
    var fields = new ConfigFields(config);
    try {
      return switch (architecture) {
        case LLADA -> llada(fields);
        case DREAM -> dream(fields);
      };
    } catch (IllegalArgumentException e) {
      fields.check(); // a field that is wrong in itself says more than what follows from it
      throw new CheckpointException("config.json: " + e.getMessage());
    }
  }

  private static Architecture architecture(JsonNode found) {
    return Architecture.find(found.asText())
        .orElseThrow(
            () ->
                new CheckpointException(
                    "config.json: architectures: expected %s, found %s; a model of a similar name or of the same model_type is another transformer, which this worker does not run"
                        .formatted(
                            Architecture.served(), found.isMissingNode() ? "nothing" : found)));
  }

  private static ModelSpec llada(ConfigFields fields) {
    fields.only("block_type", "llama");
    fields.only("activation_type", "silu");
    fields.only("layer_norm_type", "rms");
    fields.only("rope", "true");
    fields.only("rope_full_precision", "true");
    fields.only("layer_norm_with_affine", "true");
    fields.only("block_group_size", "1");
    fields.only("clip_qkv");
    for (var name :
        new String[] {
          "alibi", "include_bias", "attention_layer_norm", "scale_logits", "input_emb_norm"
        }) {
      fields.only(name, "false");
    }
    fields.only("multi_query_attention", "false");
    int hidden = fields.positive("d_model");
    int heads = fields.positive("n_heads");
    int vocabulary = fields.positive("vocab_size");
    int intermediate = fields.positive("mlp_hidden_size", hidden * fields.positive("mlp_ratio", 4));
    var spec =
        new ModelSpec(
            Architecture.LLADA,
            hidden,
            intermediate,
            fields.positive("n_layers"),
            heads,
            fields.positive("n_kv_heads", heads),
            headDim(fields, hidden, heads),
            fields.positive("embedding_size", vocabulary),
            fields.number("rope_theta"),
            fields.number("rms_norm_eps"),
            fields.flag("include_qkv_bias"),
            fields.flag("weight_tying"),
            fields.positive("max_sequence_length"),
            fields.optionalToken("mask_token_id"),
            fields.optionalToken("eos_token_id"),
            fields.optionalToken("bos_token_id"),
            fields.optionalToken("pad_token_id"));
    fields.check();
    return spec;
  }

  private static ModelSpec dream(ConfigFields fields) {
    fields.only("hidden_act", "silu");
    fields.only("rope_scaling");
    fields.only("use_sliding_window", "false");
    int hidden = fields.positive("hidden_size");
    int heads = fields.positive("num_attention_heads");
    var spec =
        new ModelSpec(
            Architecture.DREAM,
            hidden,
            fields.positive("intermediate_size"),
            fields.positive("num_hidden_layers"),
            heads,
            fields.positive("num_key_value_heads", heads),
            fields.positive("head_dim", headDim(fields, hidden, heads)),
            fields.positive("vocab_size"),
            fields.number("rope_theta"),
            fields.number("rms_norm_eps"),
            true,
            fields.flag("tie_word_embeddings"),
            fields.positive("max_position_embeddings"),
            fields.optionalToken("mask_token_id"),
            fields.optionalToken("eos_token_id"),
            fields.optionalToken("bos_token_id"),
            fields.optionalToken("pad_token_id"));
    fields.check();
    return spec;
  }

  private static int headDim(ConfigFields fields, int hidden, int heads) {
    if (hidden % heads != 0) {
      fields.problem(
          "the hidden size must be a multiple of the heads, found " + hidden + " and " + heads);
    }
    return Math.max(2, hidden / heads);
  }
}
