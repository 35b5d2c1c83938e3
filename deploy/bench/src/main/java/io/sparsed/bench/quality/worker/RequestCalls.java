package io.sparsed.bench.quality.worker;

import io.grpc.StatusException;
import io.sparsed.bench.wire.PatternTransfer;
import io.sparsed.v1.DropPatternRequest;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceBlockingV2Stub;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;

/** Calls to the real worker for one request, each written down in the ledger. */
final class RequestCalls {
  private final WorkerServiceBlockingV2Stub worker;
  private final Ledger ledger;
  private final String requestId;

  RequestCalls(WorkerServiceBlockingV2Stub worker, Ledger ledger, String requestId) {
    this.worker = worker;
    this.ledger = ledger;
    this.requestId = requestId;
  }

  ForwardResponse forward(ForwardRequest request) throws StatusException, InterruptedException {
    ForwardResponse response = worker.forward(request);
    switch (request.getAttention().getModeCase()) {
      case SPARSE -> ledger.sparse(requestId);
      case SELECT -> {
        ledger.dense(requestId);
        ledger.kept(requestId, kept(pattern(request.getAttention().getSelect().getPatternId())));
      }
      case DENSE, MODE_NOT_SET -> ledger.dense(requestId);
    }
    return response;
  }

  Pattern pattern(String id) throws StatusException, InterruptedException {
    return PatternTransfer.get(worker, id);
  }

  void put(String id, Pattern pattern) throws StatusException, InterruptedException {
    PatternTransfer.put(worker, id, pattern);
    ledger.kept(requestId, kept(pattern));
  }

  void drop(String id) throws StatusException {
    worker.dropPattern(DropPatternRequest.newBuilder().setPatternId(id).build());
  }

  /** Share of the key blocks that a query block keeps, over all layers and heads. */
  private static double kept(Pattern pattern) {
    PatternShape shape = pattern.shape();
    long bits = 0;
    for (int i = 0; i < shape.words(); i++) {
      bits += Long.bitCount(pattern.word(i));
    }
    double rows = (double) shape.branches() * shape.layers() * shape.heads() * shape.blocks();
    return bits / rows / shape.blocks();
  }
}
