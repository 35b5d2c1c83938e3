package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.worker.cuda.MatrixProducts.Sizes;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that cuBLASLt gets its arguments as {@code cublasLt.h} declares them, from a library that
 * writes them down. Needs gcc, but no GPU.
 */
class CublasLtTest {
  private static final Workspace WORKSPACE = new Workspace(0x100, 900);
  private static final String PREFERENCES =
      "preference0x3.1=900/8 preference0x3.3=0/4 preference0x3.5=16/4 preference0x3.6=16/4"
          + " preference0x3.7=16/4 preference0x3.8=16/4 ";

  @TempDir static Path folder;
  private static RecordingLibrary library;

  private CublasLt cublas;

  @BeforeAll
  static void compile() throws Exception {
    library = RecordingLibrary.compile("recording_cublas.c", folder);
  }

  @BeforeEach
  void open() {
    cublas = new CublasLt(library.functions());
  }

  @AfterEach
  void close() {
    cublas.close();
    assertThat(library.recorded()).isEqualTo("destroy=0x1 ");
  }

  @Test
  void planInBf16_asDeclared() {
    var plan = ProductPlan.of(cublas, new Sizes(32, 64, 48, true), false, WORKSPACE);
    assertThat(library.recorded())
        .isEqualTo(
            "desc=68/0 desc0x2.3=1/4 desc0x2.7=4/4 "
                + "layout=14/64/48/64 layout=14/64/32/64 layout=14/48/32/48 "
                + PREFERENCES
                + "heuristic=0x1/0x2 a=64048 b=64032 c=48032 d=48032 preference=0x3/1"
                + " ~preference=0x3 ");

    plan.destroy(cublas);
    assertThat(library.recorded())
        .isEqualTo("~desc=0x2 ~layout=64048 ~layout=64032 ~layout=48032 ");
  }

  @Test
  void planInFp8_asDeclared() {
    assertThat(cublas.hasFactorsOfRows()).isTrue();
    var _ = ProductPlan.of(cublas, new Sizes(32, 64, 48, true), true, WORKSPACE);
    assertThat(library.recorded())
        .isEqualTo(
            "desc=68/0 desc0x2.3=1/4 desc0x2.7=4/4 "
                + "desc0x2.25=1/1 desc0x2.26=14/4 desc0x2.31=3/4 desc0x2.32=3/4 "
                + "desc0x2.17=256/8 desc0x2.18=256/8 desc0x2.8=256/8 "
                + "layout=28/64/48/64 layout=28/64/32/64 layout=14/48/32/48 "
                + PREFERENCES
                + "heuristic=0x1/0x2 a=64048 b=64032 c=48032 d=48032 preference=0x3/1"
                + " ~preference=0x3 ");
  }

  @Test
  void multiply_asDeclared() {
    var plan = ProductPlan.of(cublas, new Sizes(32, 64, 48, false), true, WORKSPACE);
    var _ = library.recorded();
    try (var arena = Arena.ofConfined()) {
      var one = arena.allocateFrom(JAVA_FLOAT, 1f);
      var half = arena.allocateFrom(JAVA_FLOAT, 0.5f);
      cublas.setFactors(plan.description(), 1L << 40, 5);
      cublas.multiply(plan, one, 0xa, 0xb, half, 0xd, WORKSPACE, 0x99);
    }
    assertThat(library.recorded())
        .isEqualTo(
            "desc0x2.17=1099511627776/8 desc0x2.18=5/8 "
                + "multiply=0x1/0x2 alpha=1 a=0xa/64048 b=0xb/64032 "
                + "beta=0.5 c=0xd/48032 d=0xd/48032 algorithm=7/7 workspace=0x100/900 stream=0x99 ");
  }

  @Test
  void multiply_withoutAlgorithm_throws() {
    var plan = ProductPlan.of(cublas, new Sizes(33, 64, 48, false), true, WORKSPACE);
    var _ = library.recorded();
    assertThat(plan.algorithm()).isEmpty();
    try (var arena = Arena.ofConfined()) {
      var one = arena.allocateFrom(JAVA_FLOAT, 1f);
      assertThatThrownBy(() -> cublas.multiply(plan, one, 0xa, 0xb, one, 0xd, WORKSPACE, 0x99))
          .isInstanceOf(CudaException.class)
          .hasMessageContaining("cuBLASLt has no algorithm for it");
    }
  }
}
