package io.sparsed.worker.checkpoint;

import io.sparsed.worker.model.FeedForwardSpec;
import java.util.Collections;
import java.util.List;

/** Reads the fields of a {@code config.json} that tell of experts (LLaDA-MoE). */
final class ExpertFields {
  private static final int MAX_WIDTH = 1 << 20;
  private static final int MAX_EXPERTS = 1 << 10;

  private ExpertFields() {}

  /** Returns the feed-forward of each layer. */
  static List<FeedForwardSpec> read(ConfigFields fields, int layers) {
    fields.only("clip_qkv");
    fields.only("norm_topk_prob", false);
    fields.only("moe_router_score_function", "softmax");
    fields.only("routed_scaling_factor", 1.0, 1);
    fields.only("router_num_group");
    fields.only("router_topk_group");
    int count = fields.positive("num_experts", MAX_EXPERTS);
    int chosen = fields.positive("num_experts_per_tok", count);
    var experts =
        new FeedForwardSpec.Experts(
            count,
            chosen,
            fields.positive("expert_intermediate_size", MAX_WIDTH),
            fields.flag("moe_router_enable_expert_bias"),
            fields.atLeastZero("shared_expert_intermediate_size", MAX_WIDTH));
    var hasExperts = fields.marks("moe_layer_freq", layers);
    if (!hasExperts.contains(false)) {
      return Collections.nCopies(layers, experts);
    }
    var dense = new FeedForwardSpec.Dense(fields.positive("dense_intermediate_size", MAX_WIDTH));
    return hasExperts.stream().map(each -> each ? (FeedForwardSpec) experts : dense).toList();
  }
}
