package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparsed.worker.model.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The GenerationDefaults of a checkpoint are the options that its authors generate with. Dream's
 * code reads them from {@code generation_config.json}. Those of other models are not of denoising:
 * they come from the model that the checkpoint was made of.
 *
 * @param unmasking choice of the positions, as Dream's code names it; empty if none is published
 * @param temperature temperature of the logits
 * @param topP share of the probability to sample from
 * @param topK number of most probable tokens to sample from
 * @param algTemp temperature of the choice of positions
 * @param eps time at which the schedule ends
 * @param maxGenLength most tokens of an answer of open length; empty if answers are of fixed length
 */
public record GenerationDefaults(
    Optional<String> unmasking,
    OptionalDouble temperature,
    OptionalDouble topP,
    OptionalInt topK,
    OptionalDouble algTemp,
    OptionalDouble eps,
    OptionalInt maxGenLength) {

  /** Defaults of a checkpoint that publishes none. */
  public static final GenerationDefaults NONE = ofLength(OptionalInt.empty());

  private static final String FILE = "generation_config.json";
  private static final long MAX_BYTES = 1 << 20;
  private static final int OPEN_LENGTH = 128;
  private static final double LEAST_TEMPERATURE = 1e-6;
  private static final List<String> ALGORITHMS =
      List.of("origin", "maskgit_plus", "topk_margin", "entropy");

  private static GenerationDefaults ofLength(OptionalInt maxGenLength) {
    return new GenerationDefaults(
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        maxGenLength);
  }

  /**
   * Reads the defaults of a folder.
   *
   * @param notes gets a sentence for what is published and not served
   * @throws CheckpointException if a value is out of its range
   */
  static GenerationDefaults read(Path folder, Architecture architecture, List<String> notes)
      throws IOException {
    if (architecture == Architecture.ILLADA) {
      return ofLength(OptionalInt.of(OPEN_LENGTH));
    }
    var file = folder.resolve(FILE);
    if (architecture != Architecture.DREAM || !Files.isRegularFile(file)) {
      return NONE;
    }
    var json = CheckedJson.read(file, MAX_BYTES, CheckedJson::object);
    var problems = new Problems();
    var unmasking = Optional.of(json.path("alg")).filter(JsonNode::isTextual).map(JsonNode::asText);
    unmasking
        .filter(name -> !ALGORITHMS.contains(name))
        .ifPresent(
            name ->
                notes.add(
                    "%s: alg %s is not served; requests choose --unmasking"
                        .formatted(FILE, Problems.shown(name))));
    var defaults =
        new GenerationDefaults(
            unmasking.filter(ALGORITHMS::contains),
            temperature(json, "temperature", problems),
            number(json, "top_p", Double.MIN_VALUE, 1, problems),
            topK(json, problems),
            temperature(json, "alg_temp", problems),
            number(json, "eps", Double.MIN_VALUE, Math.nextDown(1.0), problems),
            OptionalInt.empty());
    problems.check();
    return defaults;
  }

  private static OptionalDouble temperature(JsonNode json, String name, Problems problems) {
    double least = json.path(name).asDouble() == 0 ? 0 : LEAST_TEMPERATURE;
    return number(json, name, least, 100, problems);
  }

  private static OptionalInt topK(JsonNode json, Problems problems) {
    var node = json.path("top_k");
    if (node.isNumber() && !node.canConvertToInt()) {
      problems.add(sentence("top_k", "an integer", node));
      return OptionalInt.empty();
    }
    var value = number(json, "top_k", 0, Integer.MAX_VALUE, problems);
    return value.isPresent() ? OptionalInt.of((int) value.getAsDouble()) : OptionalInt.empty();
  }

  private static OptionalDouble number(
      JsonNode json, String name, double least, double most, Problems problems) {
    var node = json.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return OptionalDouble.empty();
    }
    double value = node.isNumber() ? node.asDouble() : Double.NaN;
    if (!(value >= least && value <= most)) {
      problems.add(sentence(name, "a number from " + least + " to " + most, node));
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(value);
  }

  private static String sentence(String name, String expected, JsonNode found) {
    return "%s: %s: expected %s, found %s"
        .formatted(FILE, name, expected, ConfigFields.shown(found));
  }
}
