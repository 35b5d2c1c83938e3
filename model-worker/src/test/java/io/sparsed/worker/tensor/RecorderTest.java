package io.sparsed.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.Gpu;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests what is recorded of a GPU's work. */
class RecorderTest {
  private Gpu gpu;
  private Torch torch;
  private Recorder recorder;

  @BeforeEach
  void open() {
    gpu = Gpu.open();
    torch = gpu.torch();
    recorder = torch.recorder().orElseThrow();
  }

  @AfterEach
  void close() {
    if (gpu != null) {
      gpu.close();
    }
  }

  @Test
  void record_copies_runAtEachLaunchOnly() {
    assertRecordsCopies();
  }

  private void assertRecordsCopies() {
    var from = numbers(1);
    var to = numbers(0);
    try (var recording =
        recorder
            .record(
                () -> {
                  var between = torch.empty(torch.manager(), ElementType.FLOAT32, 1000);
                  recorder.copy(from, between);
                  recorder.copy(between, to);
                })
            .orElseThrow()) {
      assertThat(to.toFloatArray()).containsOnly(0);
      recording.launch();
      assertThat(to.toFloatArray()).containsOnly(1);
      recorder.copy(numbers(2), from);
      recording.launch();
      assertThat(to.toFloatArray()).containsOnly(2);
    }
  }

  @Test
  void unrecorded_betweenGraphs_runsAtEachLaunchInItsPlace() {
    var from = numbers(1);
    var to = numbers(0);
    var seen = new ArrayList<Float>();
    try (var recording =
        recorder
            .record(
                () -> {
                  recorder.copy(from, to);
                  recorder.unrecorded(
                      () -> {
                        seen.add(to.toFloatArray()[0]);
                        recorder.copy(numbers(5), from);
                      });
                  recorder.copy(from, to);
                })
            .orElseThrow()) {
      assertThat(seen).isEmpty();
      recording.launch();
      recording.launch();
      assertThat(seen).containsExactly(1f, 5f);
      assertThat(to.toFloatArray()).containsOnly(5);
    }
  }

  @Test
  void record_manyBlocksOfMemory_noTwoTensorsShareAny() {
    var ones = numbers(1);
    var twos = numbers(2);
    var to = numbers(0);
    var recording =
        recorder
            .record(
                () -> {
                  var first = torch.empty(torch.manager(), ElementType.FLOAT32, 1000);
                  recorder.copy(ones, first);
                  var _ = torch.empty(torch.manager(), ElementType.FLOAT32, 20_000_000);
                  recorder.copy(twos, torch.empty(torch.manager(), ElementType.FLOAT32, 1000));
                  recorder.copy(first, to);
                })
            .orElseThrow();
    try (recording) {
      recording.launch();
      assertThat(to.toFloatArray()).containsOnly(1);
    }
  }

  @Test
  void record_moreThanAllMemory_isNotRecordedAndTheDeviceGoesOn() {
    assertThat(
            recorder.record(() -> torch.empty(torch.manager(), ElementType.FLOAT32, 200_000_000)))
        .isEmpty();
    assertRecordsCopies();
  }

  @Test
  void record_workOfLibtorch_isRefused() {
    var numbers = numbers(1);
    assertThatThrownBy(
            () ->
                recorder.record(
                    () -> torch.convert(torch.manager(), numbers, ElementType.BFLOAT16)))
        .hasMessageContaining("cannot be recorded");
    assertRecordsCopies();
  }

  @Test
  void copyToColumns_ofTwoTensors_besideEachOther() {
    var left = (PtNDArray) torch.manager().create(new float[] {1, 2, 3, 4}, new Shape(2, 2));
    var right = (PtNDArray) torch.manager().create(new float[] {5, 6}, new Shape(2, 1));
    var joined = (PtNDArray) torch.manager().zeros(new Shape(2, 3));
    recorder.copyToColumns(left, joined, 0);
    recorder.copyToColumns(right, joined, 2);
    assertThat(joined.toFloatArray()).containsExactly(1, 2, 5, 3, 4, 6);
  }

  private PtNDArray numbers(float value) {
    return (PtNDArray) torch.manager().full(new Shape(1000), value);
  }
}
