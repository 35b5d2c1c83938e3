package io.sparsed.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the safetensors format forbids is refused, by the names of file and tensor. */
class SafetensorsRulesTest {
  private static final String A = "{'dtype':'F32','shape':[2],'data_offsets':[0,8]}";
  private static final String B = "{'dtype':'F32','shape':[2],'data_offsets':[8,16]}";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'a':" + A + ",'b':" + B + "}",
        "{'b':" + B + ",'a':" + A + ",'__metadata__':{'format':'pt'}}   ",
        "{'a':" + A + ",'b':" + B + ",'none':{'dtype':'F32','shape':[0,4],'data_offsets':[8,8]}}",
        "{'a':"
            + A
            + ",'b':"
            + B
            + ",'x.rotary_emb.inv_freq':{'dtype':'F64','shape':[0],"
            + "'data_offsets':[16,16]}}",
      })
  void map_allowed_read(String header) throws IOException {
    var path = file(header, 16);
    try (var arena = Arena.ofConfined()) {
      assertThat(SafetensorsFile.map(path, arena))
          .extracting(StoredTensor::name)
          .contains("a", "b")
          .doesNotContain("x.rotary_emb.inv_freq");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        // names
        "{'a':A,'a':B} | Duplicate",
        "{'a':A,'b':{'dtype':'F32','dtype':'F16','shape':[2],'data_offsets':[8,16]}} | Duplicate",
        // offsets
        "{'a':A,'b':{'dtype':'F32','shape':[2],'data_offsets':[4,12]}} | tensor b: expected to begin",
        "{'a':A,'b':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | tensor b: expected to begin",
        "{'a':A,'b':{'dtype':'F32','shape':[1],'data_offsets':[12,16]}} | tensor b: expected to begin",
        "{'b':B} | tensor b: expected to begin",
        "{'a':A} | end at byte 8 of 16",
        "{} | end at byte 0 of 16",
        "{'a':A,'b':{'dtype':'F32','shape':[3],'data_offsets':[8,20]}} | tensor b: shape",
        "{'a':A,'b':{'dtype':'F32','shape':[2],'data_offsets':[8.0,16]}} | tensor b: data_offsets",
        "{'a':A,'b':{'dtype':'F32','shape':[2],'data_offsets':['8','16']}} | tensor b: data_offsets",
        "{'a':A,'b':{'dtype':'F32','shape':[2],'data_offsets':[true,16]}} | tensor b: data_offsets",
        "{'a':A,'b':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}} | tensor b: data_offsets",
        "{'a':A,'b':{'dtype':'F32','shape':[2],'data_offsets':[8,16,24]}} | tensor b: data_offsets",
        "{'a':A,'b':{'dtype':'F32','shape':[2],'data_offsets':[8]}} | tensor b: expected",
        "{'a':A,'b':{'dtype':'F32','shape':[2],'data_offsets':{'0':8}}} | tensor b: data_offsets",
        "{'a':A,'b':{'dtype':'F32','shape':[2],'data_offsets':[16,8]}} | tensor b: shape",
        "{'a':A,'b':{'dtype':'F32','shape':[2],'data_offsets':[8,NaN]}} | tensor b: data_offsets",
        "{'a':A,'b':{'dtype':'F32','shape':[2],'data_offsets':[8,36893488147419103248]}} | tensor b",
        // shapes
        "{'a':A,'b':{'dtype':'F32','shape':[2.0],'data_offsets':[8,16]}} | tensor b: shape",
        "{'a':A,'b':{'dtype':'F32','shape':['2'],'data_offsets':[8,16]}} | tensor b: shape",
        "{'a':A,'b':{'dtype':'F32','shape':[-2],'data_offsets':[8,16]}} | tensor b: shape",
        "{'a':A,'b':{'dtype':'F32','shape':[null],'data_offsets':[8,16]}} | tensor b: shape",
        "{'a':A,'b':{'dtype':'F32','shape':[[2]],'data_offsets':[8,16]}} | tensor b: shape",
        "{'a':A,'b':{'dtype':'F32','shape':2,'data_offsets':[8,16]}} | tensor b: shape",
        "{'a':A,'b':{'dtype':'F32','data_offsets':[8,16]}} | tensor b: expected",
        "{'a':A,'b':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[8,16]}} | more elements",
        "{'a':A,'b':{'dtype':'F32','shape':[1,1,1,1,1,1,1,1,2],'data_offsets':[8,16]}} | tensor b: shape",
        // types
        "{'a':A,'b':{'dtype':['F32'],'shape':[2],'data_offsets':[8,16]}} | tensor b: expected the text",
        "{'a':A,'b':{'dtype':{'shape':[2]},'shape':[2],'data_offsets':[8,16]}} | tensor b: expected the text",
        "{'a':A,'b':{'dtype':'F8_E4M3','shape':[8],'data_offsets':[8,16]}} | tensor b: expected F32",
        "{'a':A,'b':{'dtype':'F4','shape':[16],'data_offsets':[8,16]}} | tensor b: expected F32",
        "{'a':A,'b':{'dtype':'F4','shape':[15],'data_offsets':[8,16]}} | tensor b: shape",
        "{'a':A,'b':{'dtype':'F33','shape':[2],'data_offsets':[8,16]}} | tensor b: no such dtype",
        "{'a':A,'b':{'dtype':1,'shape':[2],'data_offsets':[8,16]}} | tensor b: expected",
        "{'a':A,'b':{'dtype':'F64','shape':[1],'data_offsets':[8,16]}} | tensor b: expected F32",
        // the object itself
        "{'a':A,'b':B,'__metadata__':{'n':1}} | __metadata__",
        "{'a':A,'b':B,'__metadata__':[]} | __metadata__",
        "{'a':A,'b':null} | tensor b: expected",
        "{'a':A,'b':B}{} | behind",
        "{'a':A,'b':B | not JSON",
        "[1,2] | begins with no {",
        "{'a':A,,} | not JSON",
      })
  void map_forbidden_refusedByName(String header, String reason) throws IOException {
    var path = file(header.replace(":A", ":" + A).replace(":B", ":" + B), 16);
    assertRefused(path, reason);
  }

  @Test
  void map_headerNotUtf8_refused() throws IOException {
    byte[] header = "{\"\u00E9\":{}}".getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(file(header, 16), "not text in UTF-8");
  }

  @Test
  void map_headerOfMillions_refusedAtOnce() throws IOException {
    var header = new StringBuilder("{");
    for (int i = 0; i < 600_000; i++) {
      header.append(
          "\"t%d\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},".formatted(i));
    }
    var path = file(header.append("\"\":{}}").toString(), 0);
    org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10), () -> assertRefused(path, "more than 100000 tensors"));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001, 1L << 40})
  void map_headerLengthThatCannotBe_refused(long length) throws IOException {
    var path = folder.resolve("model.safetensors");
    Files.write(
        path, ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
    assertRefused(path, "header length " + length);
  }

  private void assertRefused(Path path, String reason) {
    try (var arena = Arena.ofConfined()) {
      assertThatThrownBy(() -> SafetensorsFile.map(path, arena))
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith("model.safetensors: ")
          .hasMessageContaining(reason);
    }
  }

  private Path file(String header, int dataBytes) throws IOException {
    return file(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8), dataBytes);
  }

  private Path file(byte[] header, int dataBytes) throws IOException {
    var out = new ByteArrayOutputStream();
    out.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
    out.writeBytes(header);
    out.writeBytes(new byte[dataBytes]);
    return Files.write(folder.resolve("model.safetensors"), out.toByteArray());
  }
}
