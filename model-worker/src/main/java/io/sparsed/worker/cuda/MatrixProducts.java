package io.sparsed.worker.cuda;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.tensor.Torch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The MatrixProducts of a device compute linear layers in bf16 by cuBLASLt, without libtorch's work
 * around it. The sum of an element is never split: from some hundred rows on, a row does not depend
 * on how many there are. Used by the thread that owns the device; no call waits for the GPU.
 */
public final class MatrixProducts implements AutoCloseable {
  private static final int MAX_PLANS = 256;
  private static final long WORKSPACE_BYTES = 32L << 20;

  private final CublasLt cublas;
  private final PtNDArray workspaceWords;
  private final Workspace workspace;
  private final CudaDevice cuda;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment one = arena.allocateFrom(JAVA_FLOAT, 1f);
  private final MemorySegment zero = arena.allocateFrom(JAVA_FLOAT, 0f);
  private final Map<Sizes, Plan> plans = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * The sizes of a product.
   *
   * @param rows rows of x and y
   * @param inputs columns of x and of the weight
   * @param outputs columns of y, rows of the weight
   * @param hasBias true if a bias [outputs] is added to each row
   */
  public record Sizes(int rows, int inputs, int outputs, boolean hasBias) {}

  /** A product as cuBLASLt knows it. */
  private record Plan(long description, long weight, long x, long y, MemorySegment algorithm) {
    static Plan of(CublasLt cublas, Sizes sizes) {
      long description = cublas.createDescription(sizes.hasBias());
      long weight = cublas.createLayout(sizes.inputs(), sizes.outputs());
      long x = cublas.createLayout(sizes.inputs(), sizes.rows());
      long y = cublas.createLayout(sizes.outputs(), sizes.rows());
      var algorithm = cublas.choose(description, weight, x, y, WORKSPACE_BYTES);
      return new Plan(description, weight, x, y, algorithm);
    }

    void destroy(CublasLt cublas) {
      cublas.destroyDescription(description);
      cublas.destroyLayout(weight);
      cublas.destroyLayout(x);
      cublas.destroyLayout(y);
    }
  }

  private MatrixProducts(Torch torch, CudaDevice cuda, CublasLt cublas) {
    this.cublas = cublas;
    this.workspaceWords = cuda.words(torch.manager(), WORKSPACE_BYTES / Long.BYTES);
    this.workspace = cuda.workspace(workspaceWords);
    this.cuda = cuda;
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

  /**
   * Multiplies rows by a transposed weight: y = x * weight^T + bias.
   *
   * @param x address of [rows, inputs]
   * @param weight address of [outputs, inputs]
   * @param bias address of [outputs]; not read where there is none
   * @param y address of [rows, outputs]
   */
  public void multiply(Sizes sizes, long x, long weight, long bias, long y) {
    var plan = plan(sizes);
    if (sizes.hasBias()) {
      cublas.setBias(plan.description(), bias);
    }
    run(plan, x, weight, y, zero);
  }

  /** Adds the product of rows and a transposed weight to y, which is rounded once. */
  public void addProduct(Sizes sizes, long x, long weight, long y) {
    run(plan(sizes), x, weight, y, one);
  }

  private void run(Plan plan, long x, long weight, long y, MemorySegment factor) {
    cublas.multiply(
        plan.description(),
        one,
        weight,
        plan.weight(),
        x,
        plan.x(),
        factor,
        y,
        plan.y(),
        plan.algorithm(),
        workspace,
        cuda.stream());
  }

  private Plan plan(Sizes sizes) {
    var plan = plans.computeIfAbsent(sizes, each -> Plan.of(cublas, each));
    if (plans.size() > MAX_PLANS) {
      var oldest = plans.entrySet().iterator();
      oldest.next().getValue().destroy(cublas);
      oldest.remove();
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
