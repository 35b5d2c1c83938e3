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
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the golden data, which lies in this module's test jar for the tests of every module. */
public final class Golden {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final List<Tensors> FILES =
      List.of(Tensors.of("golden.safetensors"), Tensors.of("arch-golden.safetensors"));

  /** The tensors of a safetensors file. */
  private record Tensors(byte[] data, int headerBytes, JsonNode header) {
    static Tensors of(String name) {
      byte[] data = resource(name);
      int bytes = Math.toIntExact(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).getLong(0));
      try {
        var header = JSON.readTree(new String(data, 8, bytes, StandardCharsets.UTF_8));
        return new Tensors(data, bytes, header);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Golden() {}

  /** Every case that was recorded: by the published code, and by an independent forward. */
  public static List<GoldenCase> cases() {
    return Stream.of("cases.json", "arch-cases.json")
        .flatMap(file -> Stream.of(cases(file)))
        .toList();
  }

  /** Every model that was recorded. */
  public static List<String> models() {
    return cases().stream().map(GoldenCase::model).distinct().toList();
  }

  private static GoldenCase[] cases(String file) {
    try {
      return JSON.readValue(resource(file), GoldenCase[].class);
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
   * Copies a checkpoint out of the jar. Files that are there are replaced, not written: a worker
   * may have mapped them into its memory.
   *
   * @param model one of {@link #models}
   * @return a folder of that name under {@code parent}
   */
  public static Path checkpoint(String model, Path parent) {
    try {
      var folder = Files.createDirectories(parent.resolve(model));
      for (var file : List.of("config.json", "model.safetensors")) {
        var copy = Files.write(folder.resolve(file + ".copy"), resource(model + "/" + file));
        Files.move(copy, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
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
    return FILES.stream().anyMatch(file -> file.header().has(tensor));
  }

  private static ByteBuffer data(String tensor) {
    var file = fileOf(tensor);
    var offsets = entry(tensor).path("data_offsets");
    int from = 8 + file.headerBytes() + offsets.path(0).asInt();
    int length = offsets.path(1).asInt() - offsets.path(0).asInt();
    return ByteBuffer.wrap(file.data(), from, length).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static JsonNode entry(String tensor) {
    return fileOf(tensor).header().path(tensor);
  }

  private static Tensors fileOf(String tensor) {
    return FILES.stream()
        .filter(file -> file.header().has(tensor))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no tensor " + tensor));
  }

  private static byte[] resource(String name) {
    try (var in = Golden.class.getResourceAsStream("/golden/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
