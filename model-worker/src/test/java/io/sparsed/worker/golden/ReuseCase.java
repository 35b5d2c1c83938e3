package io.sparsed.worker.golden;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded run of the published Fast-dLLM code, which reuses keys and values and decodes in
 * parallel.
 *
 * @param reuse none, prefix or dual
 * @param threshold null: as many tokens a step as the schedule says
 * @param finalTokens prompt and generation at the end
 * @param forwards every call of the model
 */
public record ReuseCase(
    String name,
    String model,
    String reuse,
    @JsonProperty("gen_length") int genLength,
    @JsonProperty("block_length") int blockLength,
    int steps,
    @Nullable Double threshold,
    List<Integer> prompt,
    @JsonProperty("final") List<Integer> finalTokens,
    List<Call> forwards) {

  /**
   * A call of the model.
   *
   * @param rows the first computed row of the canvas, and the one behind the last
   * @param positions canvas positions that it committed, ascending
   * @param tokens tokens that it committed
   */
  public record Call(List<Integer> rows, List<Integer> positions, List<Integer> tokens) {}

  @Override
  public String toString() {
    return name;
  }
}
