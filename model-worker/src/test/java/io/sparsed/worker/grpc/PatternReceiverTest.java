package io.sparsed.worker.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.sparsed.v1.PatternHeader;
import io.sparsed.v1.PutPatternRequest;
import io.sparsed.v1.PutPatternResponse;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.device.PatternStore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Tests what a reception of a pattern holds while it gets on, and when it is given up. */
class PatternReceiverTest {
  /** 2 x 2 heads of 4096 rows of 64 words: 8 MiB, each row all ones. */
  private static final PatternHeader HEADER =
      PatternWire.header("p", new PatternShape(1, 2, 2, 16, 1 << 16));

  private static final int BYTES = 8 << 20;
  private static final ByteString CHUNK = ByteString.copyFrom(ones(1 << 20));

  private final PatternStore store = new PatternStore(1L << 40);
  private final ReceptionBudget budget = new ReceptionBudget(BYTES + 100);
  private final Queue<Runnable> later = new ArrayDeque<>();
  private final List<Object> replies = new ArrayList<>();
  private final PatternReceiver receiver = receiver();

  @Test
  void onNext_headerOnly_isReservedAndRefusedToOthers() {
    receiver.onNext(header());
    receiver().onNext(header());

    assertThat(budget.reserved()).isEqualTo(BYTES);
    assertThat(replies).containsExactly(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void watch_noProgress_isGivenUp() {
    receiver.watch();
    receiver.onNext(header());
    later.remove().run();

    assertThat(budget.reserved()).isZero();
    assertThat(replies).containsExactly(Status.Code.RESOURCE_EXHAUSTED);
    receiver.onNext(words());
    receiver.onCompleted();
    receiver.onError(Status.CANCELLED.asRuntimeException());
    assertThat(replies).as("it ends once").hasSize(1);
    assertThat(budget.reserved()).isZero();
  }

  @Test
  void watch_noHeader_isGivenUp() {
    receiver.watch();
    later.remove().run();

    assertThat(replies).containsExactly(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void watch_slowButSteady_isTaken() {
    receiver.watch();
    receiver.onNext(header());
    for (int chunk = 0; chunk < 8; chunk++) {
      receiver.onNext(words());
      later.remove().run();
    }
    receiver.onCompleted();
    later.remove().run();

    assertThat(replies).containsExactly(PutPatternResponse.getDefaultInstance());
    assertThat(store.get("p")).isPresent();
    assertThat(budget.reserved()).isZero();
    assertThat(later).isEmpty();
  }

  @Test
  void onError_callIsOver_isFreed() {
    receiver.onNext(header());
    receiver.onNext(words());
    receiver.onError(Status.CANCELLED.asRuntimeException());

    assertThat(budget.reserved()).isZero();
    assertThat(replies).isEmpty();
  }

  private PatternReceiver receiver() {
    return new PatternReceiver(
        store,
        shape -> {},
        budget,
        later::add,
        new StreamObserver<>() {
          @Override
          public void onNext(PutPatternResponse response) {
            replies.add(response);
          }

          @Override
          public void onError(Throwable failure) {
            replies.add(Status.fromThrowable(failure).getCode());
          }

          @Override
          public void onCompleted() {}
        });
  }

  private static PutPatternRequest header() {
    return PutPatternRequest.newBuilder().setHeader(HEADER).build();
  }

  private static PutPatternRequest words() {
    return PutPatternRequest.newBuilder().setWords(CHUNK).build();
  }

  private static byte[] ones(int length) {
    byte[] ones = new byte[length];
    Arrays.fill(ones, (byte) -1);
    return ones;
  }
}
