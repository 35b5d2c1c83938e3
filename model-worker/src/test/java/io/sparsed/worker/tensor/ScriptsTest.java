package io.sparsed.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ai.djl.ndarray.NDManager;
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
      assertThat(names).contains("cudnn_attention", "product", "product_in_fp8");
      assertThat(names)
          .allSatisfy(name -> assertThatCode(() -> torch.script(name)).doesNotThrowAnyException());
    }
  }

  @Test
  void product_withAndWithoutBias_ofSomeRows() {
    try (var scope = torch.manager().newSubManager();
        var product = torch.script("product")) {
      var h = (PtNDArray) scope.create(new float[] {9, 9, 1, 2}, new Shape(2, 2));
      var weight = (PtNDArray) scope.create(new float[] {1, 1, 2, 2}, new Shape(2, 2));
      var bias = (PtNDArray) scope.create(new float[] {10, 20});
      var none = (PtNDArray) scope.create(new float[0]);
      assertThat(product.call(scope, h, 1, 1, weight, none).toFloatArray()).containsExactly(3, 6);
      assertThat(product.call(scope, h, 1, 1, weight, bias).toFloatArray()).containsExactly(13, 26);
    }
  }

  @Test
  void heads_ofAFusedProduct_viewsOfItsMemory() {
    try (var scope = torch.manager().newSubManager()) {
      var x = (PtNDArray) scope.arange(12).reshape(2, 6);
      var heads = torch.heads(scope, x, 1, 2, 2);
      assertThat(heads.getShape()).isEqualTo(new Shape(2, 2, 2));
      assertThat(heads.toIntArray()).containsExactly(2, 3, 4, 5, 8, 9, 10, 11);
      assertThat(torch.address(heads) - torch.address(x)).isEqualTo(2 * Integer.BYTES);
      assertThat(torch.strides(heads)).containsExactly(6, 2, 1);
      var part = torch.narrow(scope, heads, 1, 1, 1);
      assertThat(part.toIntArray()).containsExactly(4, 5, 10, 11);
    }
  }

  @Test
  void addProduct_someRows_changesThemInPlace() {
    try (var scope = torch.manager().newSubManager();
        var add = torch.script("add_product")) {
      var x = (PtNDArray) scope.create(new float[] {1, 2, 3}, new Shape(3, 1));
      var y = (PtNDArray) scope.create(new float[] {1, 1}, new Shape(1, 2));
      var weight = (PtNDArray) scope.create(new float[] {5, 6}, new Shape(1, 2));
      var _ = add.call(scope, x, 1, 1, y, weight);
      assertThat(x.toFloatArray()).containsExactly(1, 13, 3);
    }
  }

  @Test
  void empty_anyShape_contiguous() {
    try (var scope = torch.manager().newSubManager()) {
      var tensor = torch.empty(scope, ElementType.FLOAT32, 2, 3, 5);
      assertThat(tensor.getShape()).isEqualTo(new Shape(2, 3, 5));
      assertThat(torch.strides(tensor)).containsExactly(15, 5, 1);
    }
  }

  @Test
  void meanOfKeys_someTokens_perHeadAndDimension() {
    try (var scope = torch.manager().newSubManager();
        var mean = torch.script("mean_of_keys")) {
      var keys = (PtNDArray) scope.create(new float[] {9, 9, 1, 2, 3, 8}, new Shape(3, 1, 2));
      var means = (PtNDArray) scope.zeros(new Shape(1, 2));
      assertThat(mean.call(scope, means, keys, 1, 2).toFloatArray()).containsExactly(2, 5);
      assertThat(means.toFloatArray()).containsExactly(2, 5);
    }
  }

  @Test
  void widenKeyValues_factorsByHead_multiplyTheirRows() {
    try (var scope = torch.manager().newSubManager();
        var widen = torch.script("widen_key_values")) {
      // 2 tokens, 2 heads of one dimension; the factors lie by head
      var kept =
          (PtNDArray) scope.create(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, new Shape(2, 2, 2, 1));
      var factors =
          (PtNDArray) scope.create(new float[] {1, 2, 4, 8, .5f, .25f, 1, 16}, new Shape(2, 2, 2));
      var wide = widen.callForList(scope, kept, factors);
      assertThat(floats(scope, wide[0])).containsExactly(1, 8, 6, 32);
      assertThat(floats(scope, wide[1])).containsExactly(2.5f, 6, 1.75f, 128);
    }
  }

  private float[] floats(NDManager scope, PtNDArray tensor) {
    return torch.convert(scope, tensor, ElementType.FLOAT32).toFloatArray();
  }

  @Test
  void emptyInFp8_transposed_viewsOfItsMemory() {
    try (var scope = torch.manager().newSubManager()) {
      var matrix = torch.emptyInFp8(scope, 4, 3);
      var transposed = matrix.transpose();
      var part = torch.narrow(scope, transposed, 1, 1, 2);
      assertThat(part.getShape()).isEqualTo(new Shape(3, 2));
      assertThat(torch.strides(part)).containsExactly(1, 3);
      assertThat(torch.address(part) - torch.address(matrix)).isEqualTo(3);
    }
  }
}
