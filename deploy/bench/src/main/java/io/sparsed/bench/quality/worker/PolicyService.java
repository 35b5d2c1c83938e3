package io.sparsed.bench.quality.worker;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sparsed.bench.quality.policy.Policy;
import io.sparsed.v1.DescribeRequest;
import io.sparsed.v1.DescribeResponse;
import io.sparsed.v1.DropPatternRequest;
import io.sparsed.v1.DropPatternResponse;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.v1.GetPatternRequest;
import io.sparsed.v1.GetPatternResponse;
import io.sparsed.v1.GetTokenizerRequest;
import io.sparsed.v1.GetTokenizerResponse;
import io.sparsed.v1.PutPatternRequest;
import io.sparsed.v1.PutPatternResponse;
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceBlockingV2Stub;
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceImplBase;
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceStub;

/**
 * WorkerService that hands everything to a real worker; a forward as the policy says that its
 * request id begins with. Thread-safe.
 */
final class PolicyService extends WorkerServiceImplBase {
  private static final char ID_SEPARATOR = '/';

  private final WorkerServiceStub handOn;
  private final WorkerServiceBlockingV2Stub call;
  private final Rules rules;
  private final Ledger ledger;

  PolicyService(
      WorkerServiceStub handOn, WorkerServiceBlockingV2Stub call, Rules rules, Ledger ledger) {
    this.handOn = handOn;
    this.call = call;
    this.rules = rules;
    this.ledger = ledger;
  }

  /** The id under which a request of a policy must be asked. */
  static String requestId(Policy policy, String sample) {
    return policy.name() + ID_SEPARATOR + sample;
  }

  @Override
  public void forward(ForwardRequest request, StreamObserver<ForwardResponse> reply) {
    ServerCallStreamObserver<ForwardResponse> observed =
        (ServerCallStreamObserver<ForwardResponse>) reply;
    observed.setOnCancelHandler(
        () -> {}); // The context stops the real worker; without a handler, late replies throw.
    try {
      String id = request.getRequestId();
      Policy policy = Policy.parse(id.substring(0, Math.max(0, id.indexOf(ID_SEPARATOR))));
      ForwardResponse response =
          rules.of(policy).forward(request, new RequestCalls(call, ledger, id));
      ledger.step(id);
      reply.onNext(response);
      reply.onCompleted();
    } catch (StatusException e) {
      reply.onError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reply.onError(Status.CANCELLED.withCause(e).asException());
    } catch (IllegalArgumentException e) {
      reply.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asException());
    }
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> reply) {
    handOn.describe(request, reply);
  }

  @Override
  public void getTokenizer(
      GetTokenizerRequest request, StreamObserver<GetTokenizerResponse> reply) {
    handOn.getTokenizer(request, reply);
  }

  @Override
  public void getPattern(GetPatternRequest request, StreamObserver<GetPatternResponse> reply) {
    handOn.getPattern(request, reply);
  }

  @Override
  public StreamObserver<PutPatternRequest> putPattern(StreamObserver<PutPatternResponse> reply) {
    return handOn.putPattern(reply);
  }

  @Override
  public void dropPattern(DropPatternRequest request, StreamObserver<DropPatternResponse> reply) {
    handOn.dropPattern(request, reply);
  }
}
