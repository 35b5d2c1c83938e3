package io.sparsed.worker.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the header of a safetensors file and holds it to the format's rules: the tensors cover the
 * bytes behind the header without overlap, hole or rest.
 */
final class SafetensorsHeader {
  static final int MOST_TENSORS = 100_000;
  private static final int MOST_DIMENSIONS = 8;
  private static final String METADATA = "__metadata__";

  private final String file;
  private final long dataBytes;

  /**
   * A tensor that a header announces.
   *
   * @param type element type, by its name in the format
   * @param shape sizes of the dimensions, outermost first
   * @param begin offset of its first byte behind the header
   * @param end offset behind its last byte
   */
  record Entry(String name, String type, List<Long> shape, long begin, long end) {}

  /**
   * @param file name of the file
   * @param dataBytes bytes behind the header
   */
  SafetensorsHeader(String file, long dataBytes) {
    this.file = file;
    this.dataBytes = dataBytes;
  }

  /**
   * Returns the entries in the order of their bytes.
   *
   * @throws CheckpointException if the format forbids the header
   */
  List<Entry> read(JsonParser json) throws IOException {
    var entries = new ArrayList<Entry>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      var name = json.currentName();
      json.nextToken();
      if (name.equals(METADATA)) {
        skipMetadata(json);
      } else if (entries.size() == MOST_TENSORS) {
        throw new CheckpointException(file + ": more than " + MOST_TENSORS + " tensors");
      } else {
        entries.add(entry(name, json));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    checkCover(entries);
    return entries;
  }

  private void skipMetadata(JsonParser json) throws IOException {
    boolean isObject = json.currentToken() == JsonToken.START_OBJECT;
    while (isObject && json.nextToken() != JsonToken.END_OBJECT) {
      isObject = json.nextToken() == JsonToken.VALUE_STRING;
    }
    if (!isObject) {
      throw new CheckpointException(file + ": __metadata__: expected texts by name");
    }
  }

  private Entry entry(String name, JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw wrong(name, "expected dtype, shape and data_offsets");
    }
    var type = "";
    List<Long> shape = null;
    List<Long> offsets = List.of();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      var field = json.currentName();
      var value = json.nextToken();
      switch (field) {
        case "dtype" -> {
          type = value == JsonToken.VALUE_STRING ? json.getText() : "";
          json.skipChildren();
        }
        case "shape" -> shape = integers(name, field, json, MOST_DIMENSIONS);
        case "data_offsets" -> offsets = integers(name, field, json, 2);
        default -> json.skipChildren();
      }
    }
    if (type.isEmpty() || shape == null || offsets.size() != 2) {
      throw wrong(name, "expected the text dtype, the array shape and two data_offsets");
    }
    return checked(new Entry(name, type, shape, offsets.get(0), offsets.get(1)));
  }

  private List<Long> integers(String name, String field, JsonParser json, int most)
      throws IOException {
    var numbers = new ArrayList<Long>();
    boolean isArray = json.currentToken() == JsonToken.START_ARRAY;
    while (isArray && json.nextToken() != JsonToken.END_ARRAY) {
      isArray =
          json.currentToken() == JsonToken.VALUE_NUMBER_INT
              && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
              && json.getLongValue() >= 0
              && numbers.size() < most;
      if (isArray) {
        numbers.add(json.getLongValue());
      }
    }
    if (!isArray) {
      throw wrong(name, field + ": expected at most " + most + " integers from 0 to 2^63 - 1");
    }
    return numbers;
  }

  private Entry checked(Entry entry) {
    long bits = bits(entry);
    try {
      for (long size : entry.shape()) {
        bits = Math.multiplyExact(bits, size);
      }
    } catch (ArithmeticException e) {
      throw wrong(entry.name(), "shape " + entry.shape() + " has more elements than fit in a file");
    }
    long bytes = entry.end() - entry.begin();
    if (bits % Byte.SIZE != 0 || bits / Byte.SIZE != bytes || entry.end() > dataBytes) {
      throw wrong(
          entry.name(),
          "shape %s of %s is %d bytes, but its bytes are %d to %d of %d in the file; fetch it again"
              .formatted(
                  entry.shape(),
                  entry.type(),
                  bits / Byte.SIZE,
                  entry.begin(),
                  entry.end(),
                  dataBytes));
    }
    return entry;
  }

  /** Returns the bits of an element. */
  private long bits(Entry entry) {
    return switch (entry.type()) {
      case "F4" -> 4;
      case "F6_E2M3", "F6_E3M2" -> 6;
      case "BOOL", "U8", "I8", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E5M2FNUZ", "F8_E4M3FNUZ" -> 8;
      case "I16", "U16", "F16", "BF16" -> 16;
      case "I32", "U32", "F32" -> 32;
      case "I64", "U64", "F64", "C64" -> 64;
      default -> throw wrong(entry.name(), "no such dtype: " + Problems.shown(entry.type()));
    };
  }

  private void checkCover(List<Entry> entries) {
    long covered = 0;
    for (var entry : entries) {
      if (entry.begin() != covered) {
        throw wrong(
            entry.name(),
            "expected to begin at byte %d, behind the tensor before it, found %d"
                .formatted(covered, entry.begin()));
      }
      covered = entry.end();
    }
    if (covered != dataBytes) {
      throw new CheckpointException(
          "%s: its tensors end at byte %d of %d; fetch it again"
              .formatted(file, covered, dataBytes));
    }
  }

  private CheckpointException wrong(String name, String what) {
    return new CheckpointException("%s: tensor %s: %s".formatted(file, Problems.shown(name), what));
  }
}
