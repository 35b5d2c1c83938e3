package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparsed.worker.model.Architecture;
import io.sparsed.worker.model.FeedForwardSpec;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.model.RotarySpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
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

  /** Models whose files look like those of models that are served, by how their names begin. */
  private static final Map<String, String> OTHERS =
      Map.of(
          "LLaDA2", "LLaDA2, which attends block by block,",
          "DreamForCausalLM", "DreamReasoner, a Qwen3 that attends block by block,",
          "DreamOn", "DreamOn, whose sampler changes the length of an answer,",
          "SDAR", "SDAR, which attends block by block,",
          "Fast_dLLM", "Fast-dLLM v2, which attends block by block,",
          "DiffusionGemma", "DiffusionGemma");

  private ConfigReader() {}

  static ModelSpec read(Path folder) throws IOException {
    var path = folder.resolve("config.json");
    if (!Files.isRegularFile(path)) {
      throw new CheckpointException(HuggingFaceCache.of(System.getenv()).missing(folder));
    }
    var config = CheckedJson.read(path, MAX_BYTES, CheckedJson::object);
    var architecture = architecture(config.path("architectures"));
    checkNotQuantised(config.path("quantization_config"));
    checkNotDreamOn(folder.resolve("generation_config.json"));
    var fields = new ConfigFields(config);
    try {
      return switch (architecture) {
        case LLADA -> llada(fields);
        case DREAM, A2D_QWEN2 -> transformers(fields, architecture, true, false);
        case A2D_QWEN3 -> transformers(fields, architecture, false, true);
        case A2D_LLAMA, ILLADA -> transformers(fields, architecture, false, false);
        case LLADA_MOE -> transformers(fields, architecture, false, fields.flag("qk_layernorm"));
      };
    } catch (IllegalArgumentException e) {
      fields.check(); // a field that is wrong in itself says more than what follows from it
      throw new CheckpointException("config.json: " + e.getMessage());
    }
  }

  private static Architecture architecture(JsonNode found) {
    var id = found.path(0).asText();
    var name =
        OTHERS.entrySet().stream()
            .filter(each -> id.startsWith(each.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("this model");
    return Architecture.find(id)
        .orElseThrow(
            () ->
                new CheckpointException(
                    "config.json: architectures: found %s: %s is not served; served are %s"
                        .formatted(ConfigFields.shown(found), name, Architecture.served())));
  }

  private static void checkNotQuantised(JsonNode quantization) {
    if (!quantization.isMissingNode() && !quantization.isNull()) {
      throw new CheckpointException(
          "config.json: quantization_config: found %s: quantised weights are not served; fetch the checkpoint in bfloat16, float16 or float32"
              .formatted(ConfigFields.shown(quantization)));
    }
  }

  /** Throws if a sampler inserts and deletes tokens: DreamOn has Dream's architecture otherwise. */
  private static void checkNotDreamOn(Path path) throws IOException {
    if (Files.isRegularFile(path)
        && CheckedJson.read(path, MAX_BYTES, CheckedJson::object).hasNonNull("expand_token_id")) {
      throw new CheckpointException(
          "generation_config.json: expand_token_id: %s is not served; served are %s"
              .formatted(OTHERS.get("DreamOn"), Architecture.served()));
    }
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
    int headDim = headDim(fields, hidden, heads);
    int vocabulary = fields.positive("vocab_size", MAX_TOKENS);
    int intermediate =
        fields.positive(
            "mlp_hidden_size", MAX_WIDTH, hidden * fields.positive("mlp_ratio", MAX_RATIO, 4));
    var spec =
        new ModelSpec(
            Architecture.LLADA,
            hidden,
            Collections.nCopies(
                fields.positive("n_layers", MAX_LAYERS), new FeedForwardSpec.Dense(intermediate)),
            heads,
            fields.positive("n_kv_heads", MAX_HEADS, heads),
            headDim,
            fields.positive("embedding_size", MAX_TOKENS, vocabulary),
            new RotarySpec(fields.ropeTheta(), headDim, false),
            fields.number("rms_norm_eps", 1),
            fields.flag("include_qkv_bias"),
            false,
            fields.flag("weight_tying"),
            fields.positive("max_sequence_length", MAX_TOKENS),
            fields.token("mask_token_id"),
            fields.tokens("eos_token_id"),
            fields.token("bos_token_id"),
            fields.token("pad_token_id"));
    fields.check();
    return spec;
  }

  /** Reads the fields of Llama and Qwen in transformers. */
  private static ModelSpec transformers(
      ConfigFields fields, Architecture architecture, boolean qkvBias, boolean qkNorm) {
    fields.only("hidden_act", "silu");
    fields.only("use_sliding_window", false);
    fields.onlyEach("layer_types", "full_attention");
    fields.only("layer_norm_eps");
    fields.only("mlp_bias", false);
    if (!qkvBias) {
      fields.only("attention_bias", false);
    }
    int hidden = fields.positive("hidden_size", MAX_WIDTH);
    int heads = fields.positive("num_attention_heads", MAX_HEADS);
    int headDim = fields.positive("head_dim", MAX_HEAD_DIM, headDim(fields, hidden, heads));
    boolean hasExperts = architecture == Architecture.LLADA_MOE;
    if (!hasExperts) {
      fields.only("partial_rotary_factor", 1.0, 1);
    }
    double rotated = fields.number("partial_rotary_factor", 1, 1);
    var spec =
        new ModelSpec(
            architecture,
            hidden,
            hasExperts
                ? ExpertFields.read(fields, fields.positive("num_hidden_layers", MAX_LAYERS))
                : Collections.nCopies(
                    fields.positive("num_hidden_layers", MAX_LAYERS),
                    new FeedForwardSpec.Dense(fields.positive("intermediate_size", MAX_WIDTH))),
            heads,
            fields.positive("num_key_value_heads", MAX_HEADS, heads),
            headDim,
            fields.positive("vocab_size", MAX_TOKENS),
            new RotarySpec(
                fields.ropeTheta(), (int) (headDim * rotated), architecture == Architecture.ILLADA),
            fields.number("rms_norm_eps", 1),
            qkvBias,
            qkNorm,
            fields.flag("tie_word_embeddings", architecture == Architecture.ILLADA),
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
