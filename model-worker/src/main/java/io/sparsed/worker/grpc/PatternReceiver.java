package io.sparsed.worker.grpc;

import io.grpc.stub.StreamObserver;
import io.sparsed.v1.PatternHeader;
import io.sparsed.v1.PutPatternRequest;
import io.sparsed.v1.PutPatternResponse;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.device.PatternStore;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/** Receives one pattern off the wire. Called by one thread at a time, as gRPC promises. */
final class PatternReceiver implements StreamObserver<PutPatternRequest> {
  private final PatternStore store;
  private final StreamObserver<PutPatternResponse> reply;
  private String id = "";
  private @Nullable PatternShape shape;
  private LongBuffer words = LongBuffer.allocate(0);
  private boolean failed;

  PatternReceiver(PatternStore store, StreamObserver<PutPatternResponse> reply) {
    this.store = store;
    this.reply = reply;
  }

  @Override
  public void onNext(PutPatternRequest part) {
    if (failed) {
      return;
    }
    try {
      switch (part.getPartCase()) {
        case HEADER -> begin(part.getHeader());
        case WORDS -> PatternWire.append(part.getWords(), words);
        case PART_NOT_SET -> throw new IllegalArgumentException("send a header or words");
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void begin(PatternHeader header) {
    if (shape != null || header.getPatternId().isEmpty()) {
      throw new IllegalArgumentException("send one header, with a pattern_id");
    }
    shape = PatternWire.shape(header);
    store.checkFits(shape.bytes());
    id = header.getPatternId();
    words = LongBuffer.allocate(Math.toIntExact(shape.words()));
  }

  @Override
  public void onCompleted() {
    if (failed) {
      return;
    }
    try {
      if (shape == null || words.hasRemaining()) {
        throw new IllegalArgumentException(
            "the pattern is not whole: " + words.remaining() + " words are missing");
      }
      store.put(id, Pattern.of(shape, words.array()));
      reply.onNext(PutPatternResponse.getDefaultInstance());
      reply.onCompleted();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void fail(RuntimeException e) {
    failed = true;
    words = LongBuffer.allocate(0);
    reply.onError(WorkerErrors.status(e));
  }

  @Override
  public void onError(Throwable cancelled) {
    failed = true;
    words = LongBuffer.allocate(0);
  }
}
