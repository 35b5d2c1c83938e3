package io.sparsed.bench.quality.worker;

import io.grpc.StatusException;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.DenseAttention;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.v1.SelectPattern;
import io.sparsed.v1.SparseAttention;

/**
 * Answers a forward as a policy would have it. Stateless: what a forward needs is in its request,
 * so that it may be repeated, and on any worker.
 */
interface Rule {
  /**
   * The answer to a forward that the scheduler asked for.
   *
   * @throws StatusException as the real worker failed
   */
  ForwardResponse forward(ForwardRequest request, RequestCalls worker)
      throws StatusException, InterruptedException;

  /** The same forward with dense attention. */
  static ForwardRequest dense(ForwardRequest request) {
    return with(
        request,
        AttentionDirective.newBuilder().setDense(DenseAttention.getDefaultInstance()).build());
  }

  /** The same forward with dense attention that takes a pattern. */
  static ForwardRequest select(ForwardRequest request, SelectPattern select) {
    return with(request, AttentionDirective.newBuilder().setSelect(select).build());
  }

  /** The same forward with a pattern. */
  static ForwardRequest sparse(ForwardRequest request, String patternId) {
    return with(
        request,
        AttentionDirective.newBuilder()
            .setSparse(SparseAttention.newBuilder().setPatternId(patternId))
            .build());
  }

  private static ForwardRequest with(ForwardRequest request, AttentionDirective attention) {
    return request.toBuilder().setAttention(attention).build();
  }
}
