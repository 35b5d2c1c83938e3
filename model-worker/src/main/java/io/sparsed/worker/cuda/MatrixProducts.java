package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.LayerKernels.Fp8Rows;
import io.sparsed.worker.tensor.Torch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MatrixProducts of a device compute linear layers in bf16 or fp8 by cuBLASLt, without
 * libtorch's work around it. The sum of an element is never split: from some hundred rows on, a row
 * does not depend on how many there are. Used by the thread that owns the device; no call waits for
 * the GPU.
 */
public final class MatrixProducts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MatrixProducts.class);
  private static final int MAX_PLANS = 256;
  private static final long WORKSPACE_BYTES = 32L << 20;

  private final CudaDevice cuda;
  private final CublasLt cublas;
  private final PtNDArray workspaceWords;
  private final Workspace workspace;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment one = arena.allocateFrom(JAVA_FLOAT, 1f);
  private final MemorySegment zero = arena.allocateFrom(JAVA_FLOAT, 0f);
  private final Map<Product, ProductPlan> plans = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * The sizes of a product.
   *
   * @param rows rows of x and y
   * @param inputs columns of x and of the weight
   * @param outputs columns of y, rows of the weight
   * @param hasBias true if a bias [outputs] is added to each row
   */
  public record Sizes(int rows, int inputs, int outputs, boolean hasBias) {}

  /** A product of some sizes, whose operands are in bf16 or fp8. */
  private record Product(Sizes sizes, boolean inFp8) {}

  private MatrixProducts(Torch torch, CudaDevice cuda, CublasLt cublas) {
    this.cuda = cuda;
    this.cublas = cublas;
    this.workspaceWords = cuda.words(torch.manager(), WORKSPACE_BYTES / Long.BYTES);
    this.workspace = cuda.workspace(workspaceWords);
  }

  /** Returns the products of a device; empty, and logged, where cuBLASLt is not to be had. */
  public static Optional<MatrixProducts> find(Torch torch, CudaDevice cuda) {
    try {
      return Optional.of(new MatrixProducts(torch, cuda, new CublasLt()));
    } catch (NoKernelsException e) {
      cuda.refuse("matrix products", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** Returns true if cuBLASLt has an algorithm for a product of rows in fp8. */
  public boolean servesInFp8(Sizes sizes) {
    return cublas.hasFactorsOfRows() && plan(sizes, true).algorithm().isPresent();
  }

  /**
   * Multiplies rows by a transposed weight: y = x * weight^T + bias.
   *
   * @param x address of [rows, inputs]
   * @param weight address of [outputs, inputs]
   * @param bias address of [outputs]; not read where there is none
   * @param y address of [rows, outputs]
   */
  public void multiply(Sizes sizes, long x, long weight, long bias, long y) {
    multiply(plan(sizes, false), sizes, x, weight, bias, y);
  }

  /**
   * Multiplies rows in fp8 as {@link #multiply} does those in bf16.
   *
   * @throws CudaException unless {@link #servesInFp8} is true for the sizes
   */
  public void multiplyInFp8(Sizes sizes, Fp8Rows x, Fp8Rows weight, long bias, long y) {
    multiply(planInFp8(sizes, x, weight), sizes, x.matrix(), weight.matrix(), bias, y);
  }

  /** Adds the product of rows and a transposed weight to y, which is rounded once. */
  public void addProduct(Sizes sizes, long x, long weight, long y) {
    run(plan(sizes, false), x, weight, y, one);
  }

  /**
   * Adds the product of rows in fp8 and a transposed weight to y; cuBLASLt may round it before.
   *
   * @throws CudaException unless {@link #servesInFp8} is true for the sizes
   */
  public void addProductInFp8(Sizes sizes, Fp8Rows x, Fp8Rows weight, long y) {
    run(planInFp8(sizes, x, weight), x.matrix(), weight.matrix(), y, one);
  }

  private void multiply(ProductPlan plan, Sizes sizes, long x, long weight, long bias, long y) {
    if (sizes.hasBias()) {
      cublas.setBias(plan.description(), bias);
    }
    run(plan, x, weight, y, zero);
  }

  private void run(ProductPlan plan, long x, long weight, long y, MemorySegment factor) {
    cublas.multiply(plan, one, weight, x, factor, y, workspace, cuda.stream());
  }

  private ProductPlan planInFp8(Sizes sizes, Fp8Rows x, Fp8Rows weight) {
    var plan = plan(sizes, true);
    cublas.setFactors(plan.description(), weight.factors(), x.factors());
    return plan;
  }

  private ProductPlan plan(Sizes sizes, boolean inFp8) {
    var plan = plans.computeIfAbsent(new Product(sizes, inFp8), this::newPlan);
    if (plans.size() > MAX_PLANS) {
      var oldest = plans.entrySet().iterator();
      oldest.next().getValue().destroy(cublas);
      oldest.remove();
    }
    return plan;
  }

  private ProductPlan newPlan(Product product) {
    var plan = ProductPlan.of(cublas, product.sizes(), product.inFp8(), workspace);
    if (plan.algorithm().isEmpty()) {
      log.info("cuBLASLt has no algorithm for {}", product);
    }
    return plan;
  }

  @Override
  public void close() {
    plans.values().forEach(plan -> plan.destroy(cublas));
    cublas.close();
    workspaceWords.close();
    arena.close();
  }
}
