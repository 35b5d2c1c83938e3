package io.sparsed.worker.model;

import com.google.errorprone.annotations.Immutable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The TensorNames of an architecture: those of the global tensors, and those of a layer's tensors
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
    String attentionOutput,
    String mlpNorm,
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
          "attn_out.weight",
          "ff_norm.weight",
          "ff_proj.weight",
          "up_proj.weight",
          "ff_out.weight");

  /** The names of Dream ({@code modeling_dream.py}), which are those of Qwen2. */
  static final TensorNames DREAM =
      new TensorNames(
          "model.embed_tokens.weight",
          "model.norm.weight",
          "lm_head.weight",
          "model.layers.%d.",
          "input_layernorm.weight",
          "self_attn.q_proj",
          "self_attn.k_proj",
          "self_attn.v_proj",
          "self_attn.o_proj.weight",
          "post_attention_layernorm.weight",
          "mlp.gate_proj.weight",
          "mlp.up_proj.weight",
          "mlp.down_proj.weight");

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
      shapes.put(inLayer(layer, attentionOutput), List.of(hidden, queryWidth));
      shapes.put(inLayer(layer, mlpNorm), List.of(hidden));
      shapes.put(inLayer(layer, gate), List.of((long) spec.intermediate(), hidden));
      shapes.put(inLayer(layer, up), List.of((long) spec.intermediate(), hidden));
      shapes.put(inLayer(layer, down), List.of(hidden, (long) spec.intermediate()));
    }
    shapes.put(finalNorm, List.of(hidden));
    if (!spec.tiedHead()) {
      shapes.put(head, List.of((long) spec.vocabulary(), hidden));
    }
    return shapes;
  }
}
