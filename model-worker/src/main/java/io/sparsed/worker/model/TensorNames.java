package io.sparsed.worker.model;

import com.google.errorprone.annotations.Immutable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The TensorNames of an architecture are the names of its global tensors, and of a layer's tensors
 * behind {@code layerPrefix}, in which {@code %d} is the layer's index.
 */
@Immutable
public record TensorNames(
    String embedding,
    String finalNorm,
    String head,
    String layerPrefix,
    String attentionNorm,
    String query,
    String key,
    String value,
    String queryNorm,
    String keyNorm,
    String attentionOutput,
    String mlpNorm,
    String mlp,
    String gate,
    String up,
    String down) {
  /** The names of LLaDA ({@code modeling_llada.py}). */
  static final TensorNames LLADA =
      new TensorNames(
          "model.transformer.wte.weight",
          "model.transformer.ln_f.weight",
          "model.transformer.ff_out.weight",
          "model.transformer.blocks.%d.",
          "attn_norm.weight",
          "q_proj",
          "k_proj",
          "v_proj",
          "q_norm.weight",
          "k_norm.weight",
          "attn_out.weight",
          "ff_norm.weight",
          "",
          "ff_proj.weight",
          "up_proj.weight",
          "ff_out.weight");

  /** The names of Llama and Qwen in transformers, which all other models share. */
  static final TensorNames TRANSFORMERS =
      new TensorNames(
          "model.embed_tokens.weight",
          "model.norm.weight",
          "lm_head.weight",
          "model.layers.%d.",
          "input_layernorm.weight",
          "self_attn.q_proj",
          "self_attn.k_proj",
          "self_attn.v_proj",
          "self_attn.q_norm.weight",
          "self_attn.k_norm.weight",
          "self_attn.o_proj.weight",
          "post_attention_layernorm.weight",
          "mlp.",
          "gate_proj.weight",
          "up_proj.weight",
          "down_proj.weight");

  /** The names of experts (LLaDA-MoE, {@code modeling_lladamoe.py}); %d is an expert's index. */
  static final String ROUTER = "mlp.gate.weight";

  static final String ROUTER_BIAS = "mlp.expert_bias";
  static final String EXPERT = "mlp.experts.%d.";
  static final String SHARED_EXPERT = "shared_expert.";

  /** Returns the full name of a layer's tensor. */
  public String inLayer(int layer, String name) {
    return layerPrefix.formatted(layer) + name;
  }

  /**
   * Returns the name and shape of every tensor that a checkpoint of the model holds, and no other.
   */
  public Map<String, List<Long>> shapes(ModelSpec spec) {
    long hidden = spec.hidden();
    long queryWidth = (long) spec.heads() * spec.headDim();
    long keyWidth = (long) spec.kvHeads() * spec.headDim();
    var shapes = new LinkedHashMap<String, List<Long>>();
    shapes.put(embedding, List.of((long) spec.vocabulary(), hidden));
    for (int layer = 0; layer < spec.layers(); layer++) {
      shapes.put(inLayer(layer, attentionNorm), List.of(hidden));
      for (var projection : List.of(query, key, value)) {
        long width = projection.equals(query) ? queryWidth : keyWidth;
        shapes.put(inLayer(layer, projection) + ".weight", List.of(width, hidden));
        if (spec.qkvBias()) {
          shapes.put(inLayer(layer, projection) + ".bias", List.of(width));
        }
      }
      if (spec.qkNorm()) {
        shapes.put(inLayer(layer, queryNorm), List.of((long) spec.headDim()));
        shapes.put(inLayer(layer, keyNorm), List.of((long) spec.headDim()));
      }
      shapes.put(inLayer(layer, attentionOutput), List.of(hidden, queryWidth));
      shapes.put(inLayer(layer, mlpNorm), List.of(hidden));
      switch (spec.feedForwards().get(layer)) {
        case FeedForwardSpec.Dense(int width) -> putMlp(shapes, layer, mlp, width, hidden);
        case FeedForwardSpec.Experts experts -> putExperts(shapes, layer, experts, hidden);
      }
    }
    shapes.put(finalNorm, List.of(hidden));
    if (!spec.tiedHead()) {
      shapes.put(head, List.of((long) spec.vocabulary(), hidden));
    }
    return shapes;
  }

  private void putExperts(
      Map<String, List<Long>> shapes, int layer, FeedForwardSpec.Experts experts, long hidden) {
    shapes.put(inLayer(layer, ROUTER), List.of((long) experts.count(), hidden));
    if (experts.hasBias()) {
      shapes.put(inLayer(layer, ROUTER_BIAS), List.of((long) experts.count()));
    }
    for (int i = 0; i < experts.count(); i++) {
      putMlp(shapes, layer, EXPERT.formatted(i), experts.width(), hidden);
    }
    if (experts.sharedWidth() > 0) {
      putMlp(shapes, layer, SHARED_EXPERT, experts.sharedWidth(), hidden);
    }
  }

  private void putMlp(
      Map<String, List<Long>> shapes, int layer, String prefix, long width, long hidden) {
    shapes.put(inLayer(layer, prefix + gate), List.of(width, hidden));
    shapes.put(inLayer(layer, prefix + up), List.of(width, hidden));
    shapes.put(inLayer(layer, prefix + down), List.of(hidden, width));
  }
}
