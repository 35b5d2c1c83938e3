package io.sparsed.worker.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.worker.Compute;
import io.sparsed.worker.ComputeType;
import io.sparsed.worker.WorkerConfig;
import io.sparsed.worker.WorkerServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that are no numbers, or give none, are refused at start and not at the first request. */
class DamagedWeightsTest {
  private static final String HEAD = "model.transformer.ff_out.weight";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "NaN, model.transformer.wte.weight",
    "Infinity, model.transformer.blocks.1.attn_norm.weight",
    "-Infinity, model.transformer.blocks.2.up_proj.weight",
    "NaN, model.transformer.blocks.0.ff_out.weight",
    "NaN, model.transformer.ln_f.weight",
    "NaN, " + HEAD,
  })
  void start_oneElementIsNoNumber_namesFileAndTensor(float element, String name)
      throws IOException {
    var checkpoint = TestCheckpoint.of("llada-tiny", folder);
    byte[] data = checkpoint.tensor(name).data();
    fill(data, data.length - Float.BYTES, element);
    assertThatThrownBy(() -> start(checkpoint.write(), ComputeType.AUTO))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("model.safetensors: tensor " + name + " holds NaN or infinite");
  }

  @Test
  void start_tooGreatForFloat16_namesTheType() throws IOException {
    var checkpoint = TestCheckpoint.of("llada-tiny", folder);
    fill(checkpoint.tensor(HEAD).data(), 0, 1e5f);
    assertThatThrownBy(() -> start(checkpoint.write(), ComputeType.FLOAT16))
        .hasMessageContaining("tensor " + HEAD + " holds NaN or infinite values as float16");
  }

  @Test
  void start_numbersThatOverflow_areFoundByAProbe() throws IOException {
    var checkpoint = TestCheckpoint.of("llada-tiny", folder);
    fill(checkpoint.tensor(HEAD).data(), 0, Float.MAX_VALUE);
    assertThatThrownBy(() -> start(checkpoint.write(), ComputeType.AUTO))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("the model answers NaN or infinities as float32");
  }

  private static void fill(byte[] data, int from, float element) {
    var floats = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN).position(from);
    while (floats.hasRemaining()) {
      floats.putFloat(element);
    }
  }

  private static void start(Path checkpoint, ComputeType type) throws IOException {
    var config = WorkerConfig.of(checkpoint).withCompute(Compute.on("cpu").withType(type));
    try (var server = WorkerServer.start(config)) {
      server.awaitReady();
    }
  }
}
