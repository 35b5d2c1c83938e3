package io.sparsed.worker.golden;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A recorded run of the published code.
 *
 * @param remasking LLaDA only
 * @param alg Dream only
 * @param sparse null: the original model
 */
public record GoldenCase(
    String name,
    String model,
    @JsonProperty("prompt_len") int promptLength,
    @JsonProperty("gen_length") int genLength,
    int steps,
    @JsonProperty("block_length") int blockLength,
    @JsonProperty("cfg_scale") double cfgScale,
    @Nullable String remasking,
    @Nullable String alg,
    @JsonProperty("alg_temp") double algTemp,
    double temperature,
    double eps,
    @Nullable Sparse sparse) {

  /** Options of sparse attention. */
  public record Sparse(double skip, double select, @JsonProperty("block_size") int blockSize) {}

  /** True for the Dream model, which differs in its rules. */
  public boolean isDream() {
    return model.startsWith("dream");
  }

  /** The name of a tensor of this case, such as {@code history}. */
  public String tensor(String name) {
    return (isDream() ? "dream." : "llada.") + this.name + "." + name;
  }

  /** The prompt's token ids. */
  public int[] prompt() {
    return Golden.ints(tensor("prompt"));
  }

  @Override
  public String toString() {
    return model + " " + name;
  }
}
