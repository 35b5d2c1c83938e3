package io.sparsed.worker.grpc;

import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.PutPatternRequest;
import io.sparsed.v1.PutPatternResponse;
import io.sparsed.worker.device.PatternStore;
import java.util.List;

/** Gives a worker any forward and any pattern. They are taken, or refused by their own status. */
public final class ForwardRequestFuzz {
  private static final int MOST_BYTES = 1 << 20;

  private ForwardRequestFuzz() {}

  /** Runs one input. */
  public static void fuzzerTestOneInput(
      @NotNull ForwardRequest forward, @NotNull List<@NotNull PutPatternRequest> pattern) {
    ForwardRequest known = forward.toBuilder().setModel("m").setFingerprint("f").build();
    for (ForwardRequest request : List.of(forward, known)) {
      try {
        new ForwardMapper("m", "f", 512, 4096).forward(request);
      } catch (InvalidForwardException | OtherModelException documented) {
        // It is refused as documented.
      }
    }
    Reply reply = new Reply();
    var receiver =
        new PatternReceiver(
            new PatternStore(MOST_BYTES), _ -> {}, new ReceptionBudget(MOST_BYTES), _ -> {}, reply);
    pattern.forEach(receiver::onNext);
    receiver.onCompleted();
    if (!reply.ended) {
      throw new IllegalStateException("no answer");
    }
  }

  private static final class Reply implements StreamObserver<PutPatternResponse> {
    private boolean ended;

    @Override
    public void onNext(PutPatternResponse answer) {}

    @Override
    public void onError(Throwable refusal) {
      ended =
          switch (Status.fromThrowable(refusal).getCode()) {
            case INVALID_ARGUMENT, RESOURCE_EXHAUSTED, FAILED_PRECONDITION -> true;
            default -> throw new IllegalStateException(refusal);
          };
    }

    @Override
    public void onCompleted() {
      ended = true;
    }
  }
}
