package io.sparsed.worker.golden;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A recorded run of the published code, or of an independent forward of the same model.
 *
 * @param remasking LLaDA only
 * @param alg Dream only
 * @param sparse null: the original model
 */
public record GoldenCase(
    String name,
    String model,
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

  private static final int HEADS = 4;

  /** Options of sparse attention. */
  public record Sparse(double skip, double select, @JsonProperty("block_size") int blockSize) {}

  /** Tokens of the prompt. */
  public int promptLength() {
    return prompt().length;
  }

  /** The mask token of the model. */
  public int maskToken() {
    return model.equals("illada-tiny") ? 5 : 500;
  }

  /** The unmasking policy by its name in requests. */
  public String unmasking() {
    return Objects.requireNonNullElse(isDream() ? alg : remasking, "low_confidence");
  }

  /** The scale of the scores that choose the pattern. */
  public double scoreScale() {
    return 1 / Math.sqrt(model.equals("llada-tiny") ? HEADS : model.contains("qwen3") ? 32 : 16);
  }

  /** True for the Dream model, which differs in its rules. */
  public boolean isDream() {
    return model.startsWith("dream");
  }

  /** The name of a tensor of this case, such as {@code history}. */
  public String tensor(String name) {
    var prefix =
        switch (model) {
          case "llada-tiny" -> "llada";
          case "dream-tiny" -> "dream";
          default -> model;
        };
    return prefix + "." + this.name + "." + name;
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
