package io.sparsed.worker.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.worker.cuda.FewRows.PatternRows;
import io.sparsed.worker.cuda.FewRows.Replacement;
import io.sparsed.worker.cuda.LayerKernels.Fp8Rows;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that each kernel gets its arguments as {@code sparsed_kernels.h} declares them, from a
 * library of that header that writes them down. Needs gcc, but no GPU.
 */
class NativeArgumentsTest {
  private static final Heads Q = new Heads(0x10, 11, 12);
  private static final Heads K = new Heads(0x20, 21, 22);
  private static final Heads V = new Heads(0x30, 31, 32);
  private static final Heads O = new Heads(0x40, 41, 42);
  private static final HeadCounts HEADS = new HeadCounts(8, 2, 64);
  private static final PatternRows PATTERN = new PatternRows(0x50, 51, 128, 3);
  private static final RowFactors FACTORS = new RowFactors(0x60, 0x61, 0x62, 63);
  private static final Workspace WORKSPACE = new Workspace(0x70, 71);
  private static final long STREAM = 0x99;

  private static final String QKVO = "q=0x10/11/12 k=0x20/21/22 v=0x30/31/32 o=0x40/41/42 ";

  @TempDir static Path folder;
  private static CudaLibrary kernels;
  private static RecordingLibrary library;

  @BeforeAll
  static void compile() throws Exception {
    library = RecordingLibrary.compile("recording_kernels.c", folder);
    kernels = CudaLibrary.open(library.file());
  }

  /** Returns the arguments of the calls since the last time. */
  private static String recorded() {
    return library.recorded();
  }

  @Test
  void generation_theDeviceAndItsReason() {
    assertThat(kernels.generation(80)).isEqualTo(new CudaLibrary.Generation(80, "recorded"));
  }

  @Test
  void attention_asDeclared() {
    var problem = new AttentionProblem(Q, K, V, O, HEADS, 5, 6, PATTERN);

    kernels.attention().attend(problem, STREAM);
    assertThat(recorded())
        .isEqualTo(
            QKVO
                + "lse=0 pattern=0x50/51 heads=8/2/64 queries=5 keys=6 block=128 scale=0.125"
                + " stream=0x99");

    kernels.attention().attendFp8(problem, bytes -> new Workspace(0x70, bytes), STREAM);
    assertThat(recorded())
        .isEqualTo(
            "workspace(8 2 5 6) "
                + QKVO
                + "pattern=0x50/51 heads=8/2/64 queries=5 keys=6 block=128 scale=0.125"
                + " workspace=0x70/1001 stream=0x99");
  }

  @Test
  void attentionOfFewRows_eachSequenceAsDeclared() {
    var plain = new FewRows(Q, new KeyValueHeads(K, V), O, Optional.empty(), PATTERN, 5, 6);
    var replacing =
        new FewRows(
            Q,
            new KeyValueHeads(K, V, Optional.of(FACTORS)),
            O,
            Optional.of(new Replacement(V, K, 4)),
            PATTERN,
            7,
            8);

    kernels
        .attention()
        .attendFew(List.of(plain, replacing), HEADS, bytes -> new Workspace(0x70, bytes), STREAM);

    assertThat(recorded())
        .isEqualTo(
            "workspace(5 2 8 64) "
                + QKVO
                + "new_keys=(nil)/0/0 new_values=(nil)/0/0 factors=(nil)/(nil)/(nil)/0 "
                + "pattern=0x50/51 skipped=3 queries=5 keys=6 block=128 first=0 "
                + QKVO
                + "new_keys=0x30/31/32 new_values=0x20/21/22 factors=0x60/0x61/0x62/63 "
                + "pattern=0x50/51 skipped=3 queries=7 keys=8 block=128 first=4 "
                + "heads=8/2/64 scale=0.125 workspace=0x70/1002 stream=0x99");
  }

  @Test
  void keptRows_asDeclared() {
    kernels
        .keepRows()
        .keep(K, V, new KeyValueHeads(Q, O, Optional.of(FACTORS)), 5, 6, HEADS, STREAM);

    assertThat(recorded())
        .isEqualTo(
            "keys=0x20/21/22 values=0x30/31/32 kept_keys=0x10/11/12 kept_values=0x40/41/42 "
                + "factors=0x60/0x61/0x62/63 first=5 heads=2/64 rows=6 stream=0x99");
  }

  @Test
  void selection_asDeclared() {
    assertThat(kernels.selection().workspaceBytes(1, 2, 3)).isEqualTo(1003);
    assertThat(recorded()).isEqualTo("workspace(1 2 3)");

    kernels
        .selection()
        .select(
            Q, K, HEADS, 5, 6, 0.5f, new SelectionKernel.Choice(7, 8, 9), 0x50, WORKSPACE, STREAM);

    assertThat(recorded())
        .isEqualTo(
            "q=0x10/11/12 k=0x20/21/22 pattern=0x50 heads=8/2/64 tokens=5 block=6 scale=0.5"
                + " last=7 keep=8/9 workspace=0x70/71 stream=0x99");
  }

  @Test
  void layer_asDeclared() {
    var layer = kernels.layer();

    layer.rmsNorm(1, 2, 3, 4, 5, 0.5f, STREAM);
    assertThat(recorded()).isEqualTo("x=0x1 weight=0x2 y=0x3 rows=4 hidden=5 eps=0.5 stream=0x99");
    layer.rope(Q, K, HEADS, 5, 0x50, 6, STREAM);
    assertThat(recorded())
        .isEqualTo(
            "q=0x10/11/12 k=0x20/21/22 table=0x50/6 first=0 heads=8/2/64 tokens=5 stream=0x99");
    layer.siluMul(1, 2, 3, 4, STREAM);
    assertThat(recorded()).isEqualTo("gate_up=0x1 y=0x2 rows=3 width=4 stream=0x99");
  }

  @Test
  void layerInFp8_asDeclared() {
    var layer = kernels.layer();
    var rows = new Fp8Rows(6, 7);

    layer.rmsNormInFp8(1, 2, rows, 4, 5, 0.5f, STREAM);
    assertThat(recorded())
        .isEqualTo("x=0x1 weight=0x2 y=0x6 factors=0x7 rows=4 hidden=5 eps=0.5 stream=0x99");
    layer.siluMulInFp8(1, rows, 3, 4, STREAM);
    assertThat(recorded()).isEqualTo("gate_up=0x1 y=0x6 factors=0x7 rows=3 width=4 stream=0x99");
    layer.quantizeRows(1, rows, 3, 4, STREAM);
    assertThat(recorded()).isEqualTo("x=0x1/4 y=0x6 factors=0x7 rows=3 width=4 stream=0x99");
  }

  @Test
  void proposals_asDeclared() {
    assertThat(kernels.proposal().workspaceBytes(1, 2)).isEqualTo(1004);
    assertThat(recorded()).isEqualTo("workspace(1 2)");

    kernels.proposal().propose(1, 2, 3, 4, 5, 0.5, 6, 7, 8, WORKSPACE, STREAM);

    assertThat(recorded())
        .isEqualTo(
            "logits=0x1/4 keys=0x2 rows=3 vocabulary=4 sampling=5 temperature=0.5 confidence=6"
                + " tokens=0x7 confidences=0x8 workspace=0x70/71 stream=0x99");
  }
}
