package io.sparsed.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests that scripts made for a GPU also compile on a CPU and compute the same. */
class ScriptsTest {
  /** Part of every piece, none of their own. */
  private static final Set<String> SHARED =
      Set.of("common.py", "linear_aten.py", "linear_onednn.py");

  private Torch torch;

  @BeforeEach
  void open() {
    torch = Torch.open("cpu");
  }

  @AfterEach
  void close() {
    torch.close();
  }

  @Test
  void script_everyPiece_compiles() throws IOException, URISyntaxException {
    var folder = Objects.requireNonNull(Torch.class.getResource("/torchscript/head.py"));
    try (var files = Files.list(Objects.requireNonNull(Path.of(folder.toURI()).getParent()))) {
      var names =
          files
              .map(file -> Objects.requireNonNull(file.getFileName()).toString())
              .filter(name -> !SHARED.contains(name))
              .map(name -> name.replace(".py", ""))
              .toList();
      assertThat(names).contains("cudnn_attention", "fused_projection");
      assertThat(names)
          .allSatisfy(name -> assertThatCode(() -> torch.script(name)).doesNotThrowAnyException());
    }
  }

  @Test
  void fusedProjection_withAndWithoutBias_viewsOfOneProduct() {
    try (var scope = torch.manager().newSubManager();
        var fused = torch.script("fused_projection")) {
      var h = (PtNDArray) scope.create(new float[] {1, 2}, new Shape(1, 2));
      // 2 query heads and 1 key/value head of 1 dimension
      var weight = (PtNDArray) scope.create(new float[] {1, 0, 0, 1, 1, 1, 2, 2}, new Shape(4, 2));
      var bias = (PtNDArray) scope.create(new float[] {10, 20, 30, 40});
      var none = (PtNDArray) scope.create(new float[0]);

      var plain = fused.callForList(scope, h, weight, none, none, 2, 1);
      assertThat(plain[0].toFloatArray()).containsExactly(1, 2);
      assertThat(plain[1].toFloatArray()).containsExactly(3);
      assertThat(plain[2].toFloatArray()).containsExactly(6);
      assertThat(torch.address(plain[1]) - torch.address(plain[0])).isEqualTo(2 * Float.BYTES);
      assertThat(torch.stride(plain[1], 0)).isEqualTo(4);

      var biased = fused.callForList(scope, h, weight, none, bias, 2, 1);
      assertThat(biased[2].toFloatArray()).containsExactly(46);
    }
  }

  @Test
  void addProduct_someRows_changesThemInPlace() {
    try (var scope = torch.manager().newSubManager();
        var add = torch.script("add_product")) {
      var x = (PtNDArray) scope.create(new float[] {1, 2, 3}, new Shape(3, 1));
      var y = (PtNDArray) scope.create(new float[] {1, 1}, new Shape(1, 2));
      var weight = (PtNDArray) scope.create(new float[] {5, 6}, new Shape(1, 2));
      var none = (PtNDArray) scope.create(new float[0]);
      var _ = add.call(scope, x, 1, 1, y, weight, none, none);
      assertThat(x.toFloatArray()).containsExactly(1, 13, 3);
    }
  }

  @Test
  void empty_anyShape_contiguous() {
    try (var scope = torch.manager().newSubManager()) {
      var tensor = torch.empty(scope, ElementType.FLOAT32, 2, 3, 5);
      assertThat(tensor.getShape()).isEqualTo(new Shape(2, 3, 5));
      assertThat(torch.stride(tensor, 0)).isEqualTo(15);
      assertThat(torch.stride(tensor, 1)).isEqualTo(5);
    }
  }
}
