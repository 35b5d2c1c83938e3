package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Turns {@code config.json} into a {@link ModelSpec}. Every value that the transformer does not
 * implement is refused (LLaDA: {@code configuration_llada.py}, Dream: {@code
 * configuration_dream.py}).
 */
final class ConfigReader {
  private static final long MAX_BYTES = 1 << 20;
  private static final int MAX_WIDTH = 1 << 20;
  private static final int MAX_LAYERS = 512;
  private static final int MAX_HEADS = 128;
  private static final int MAX_HEAD_DIM = 1024;
  private static final int MAX_RATIO = 64;
  private static final int MAX_TOKENS = 1 << 24;

  /** Names of models whose files look like those of models that are served. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "LLaDAMoEModelLM", "LLaDA-MoE",
          "LLaDA2MoeModelLM", "LLaDA2",
          "ILLaDAForCausalLM", "iLLaDA",
          "DreamForCausalLM", "DreamReasoner, a Qwen3 under Dream's name,",
          "SDARForCausalLM", "SDAR",
          "SDARMoeForCausalLM", "SDAR",
          "Fast_dLLM_QwenForCausalLM", "Fast-dLLM v2",
          "A2DQwen2LMHeadModel", "a Qwen2 made a diffusion model",
          "A2DQwen3LMHeadModel", "a Qwen3 made a diffusion model");

  private ConfigReader() {}

  static ModelSpec read(Path folder) throws IOException {
    var path = folder.resolve("config.json");
    if (!Files.isRegularFile(path)) {
      throw new CheckpointException(
          folder + ": no config.json; give a folder as Hugging Face publishes it");
    }
    var config = CheckedJson.read(path, MAX_BYTES, CheckedJson::object);
    var architecture = architecture(config.path("architectures"));
    var fields = new ConfigFields(config);
    fields.only("quantization_config");
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
    var id = found.path(0).asText();
    var name = OTHERS.getOrDefault(id, "this model");
    return Architecture.find(id)
        .orElseThrow(
            () ->
                new CheckpointException(
                    "config.json: architectures: found %s: %s is not served; served are %s"
                        .formatted(ConfigFields.shown(found), name, Architecture.served())));
  }

  private static ModelSpec llada(ConfigFields fields) {
    fields.only("block_type", "llama");
    fields.only("activation_type", "silu");
    fields.only("layer_norm_type", "rms");
    fields.only("rope", true);
    fields.only("rope_full_precision", true);
    fields.only("layer_norm_with_affine", true);
    fields.only("block_group_size", 1);
    fields.only("clip_qkv");
    for (var name :
        new String[] {
          "alibi", "include_bias", "attention_layer_norm", "scale_logits", "input_emb_norm"
        }) {
      fields.only(name, false);
    }
    fields.only("multi_query_attention", false);
    int hidden = fields.positive("d_model", MAX_WIDTH);
    int heads = fields.positive("n_heads", MAX_HEADS);
    int vocabulary = fields.positive("vocab_size", MAX_TOKENS);
    int intermediate =
        fields.positive(
            "mlp_hidden_size", MAX_WIDTH, hidden * fields.positive("mlp_ratio", MAX_RATIO, 4));
    var spec =
        new ModelSpec(
            Architecture.LLADA,
            hidden,
            intermediate,
            fields.positive("n_layers", MAX_LAYERS),
            heads,
            fields.positive("n_kv_heads", MAX_HEADS, heads),
            headDim(fields, hidden, heads),
            fields.positive("embedding_size", MAX_TOKENS, vocabulary),
            fields.ropeTheta(),
            fields.number("rms_norm_eps", 1),
            fields.flag("include_qkv_bias"),
            fields.flag("weight_tying"),
            fields.positive("max_sequence_length", MAX_TOKENS),
            fields.token("mask_token_id"),
            fields.tokens("eos_token_id"),
            fields.token("bos_token_id"),
            fields.token("pad_token_id"));
    fields.check();
    return spec;
  }

  private static ModelSpec dream(ConfigFields fields) {
    fields.only("hidden_act", "silu");
    fields.only("use_sliding_window", false);
    int hidden = fields.positive("hidden_size", MAX_WIDTH);
    int heads = fields.positive("num_attention_heads", MAX_HEADS);
    var spec =
        new ModelSpec(
            Architecture.DREAM,
            hidden,
            fields.positive("intermediate_size", MAX_WIDTH),
            fields.positive("num_hidden_layers", MAX_LAYERS),
            heads,
            fields.positive("num_key_value_heads", MAX_HEADS, heads),
            fields.positive("head_dim", MAX_HEAD_DIM, headDim(fields, hidden, heads)),
            fields.positive("vocab_size", MAX_TOKENS),
            fields.ropeTheta(),
            fields.number("rms_norm_eps", 1),
            true,
            fields.flag("tie_word_embeddings"),
            fields.positive("max_position_embeddings", MAX_TOKENS),
            fields.token("mask_token_id"),
            fields.tokens("eos_token_id"),
            fields.token("bos_token_id"),
            fields.token("pad_token_id"));
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
