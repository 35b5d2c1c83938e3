package io.sparsed.worker.golden;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** Reads the golden data, which lies in this module's test jar for the tests of every module. */
public final class Golden {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final byte[] DATA = resource("golden.safetensors");
  private static final int HEADER_BYTES =
      Math.toIntExact(ByteBuffer.wrap(DATA).order(ByteOrder.LITTLE_ENDIAN).getLong(0));
  private static final JsonNode HEADER = header();

  private Golden() {}

  /** Every case of the published code that was recorded. */
  public static List<GoldenCase> cases() {
    try {
      return List.of(JSON.readValue(resource("cases.json"), GoldenCase[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every case of the published Fast-dLLM code that was recorded. */
  public static List<ReuseCase> reuseCases() {
    try {
      return List.of(JSON.readValue(resource("reuse-cases.json"), ReuseCase[].class));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Copies a checkpoint out of the jar.
   *
   * @param model {@code llada-tiny} or {@code dream-tiny}
   * @return a folder of that name under {@code parent}
   */
  public static Path checkpoint(String model, Path parent) {
    try {
      var folder = Files.createDirectories(parent.resolve(model));
      for (var file : List.of("config.json", "model.safetensors")) {
        Files.write(folder.resolve(file), resource(model + "/" + file));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The shape of a tensor, such as {@code llada.dense_full.history}. */
  public static int[] shape(String tensor) {
    return StreamSupport.stream(entry(tensor).path("shape").spliterator(), false)
        .mapToInt(JsonNode::asInt)
        .toArray();
  }

  /** An I32 tensor, row-major. */
  public static int[] ints(String tensor) {
    var values = data(tensor).asIntBuffer();
    var result = new int[values.remaining()];
    values.get(result);
    return result;
  }

  /** An F32 tensor, row-major. */
  public static float[] floats(String tensor) {
    var values = data(tensor).asFloatBuffer();
    var result = new float[values.remaining()];
    values.get(result);
    return result;
  }

  /** A U8 tensor, row-major. */
  public static byte[] bytes(String tensor) {
    var values = data(tensor);
    var result = new byte[values.remaining()];
    values.get(result);
    return result;
  }

  /** True if the data has such a tensor. */
  public static boolean has(String tensor) {
    return HEADER.has(tensor);
  }

  private static ByteBuffer data(String tensor) {
    var offsets = entry(tensor).path("data_offsets");
    int from = 8 + HEADER_BYTES + offsets.path(0).asInt();
    int length = offsets.path(1).asInt() - offsets.path(0).asInt();
    return ByteBuffer.wrap(DATA, from, length).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static JsonNode entry(String tensor) {
    return Objects.requireNonNull(HEADER.get(tensor), tensor);
  }

  private static JsonNode header() {
    try {
      return JSON.readTree(new String(DATA, 8, HEADER_BYTES, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] resource(String name) {
    try (var in = Golden.class.getResourceAsStream("/golden/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
