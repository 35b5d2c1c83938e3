package io.sparsed.worker.grpc;

import io.grpc.stub.StreamObserver;
import io.sparsed.v1.PatternHeader;
import io.sparsed.v1.PutPatternRequest;
import io.sparsed.v1.PutPatternResponse;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import io.sparsed.worker.device.PatternStore;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives one pattern off the wire. What its header announces is reserved, but allocated only as
 * it arrives; a pattern that arrives too slowly is given up. Thread-safe.
 */
final class PatternReceiver implements StreamObserver<PutPatternRequest> {
  /** The words that must arrive between two checks, unless fewer are left: one MiB. */
  private static final int MIN_PROGRESS = 1 << 17;

  /** The most characters of the id of a pattern. */
  static final int MAX_ID = 200;

  private final PatternStore store;
  private final Consumer<PatternShape> check;
  private final ReceptionBudget budget;
  private final Executor later;
  private final StreamObserver<PutPatternResponse> reply;
  private String id = "";
  private @Nullable PatternShape shape;
  private PatternWords words = new PatternWords(0);
  private boolean ended;

  /**
   * Makes a receiver and begins to watch its progress.
   *
   * @param check throws unless the model can have a pattern of a shape
   * @param later executor that runs a check after some seconds
   */
  PatternReceiver(
      PatternStore store,
      Consumer<PatternShape> check,
      ReceptionBudget budget,
      Executor later,
      StreamObserver<PutPatternResponse> reply) {
    this.store = store;
    this.check = check;
    this.budget = budget;
    this.later = later;
    this.reply = reply;
  }

  /** Gives the pattern up if it makes no progress from now on. */
  synchronized void watch() {
    int before = words.received();
    later.execute(() -> requireProgress(before));
  }

  private synchronized void requireProgress(int before) {
    if (!ended && words.received() - before < MIN_PROGRESS) {
      fail(new RejectedExecutionException("the pattern arrives too slowly; send it again"));
    } else if (!ended) {
      watch();
    }
  }

  @Override
  public synchronized void onNext(PutPatternRequest part) {
    if (ended) {
      return;
    }
    try {
      switch (part.getPartCase()) {
        case HEADER -> begin(part.getHeader());
        case WORDS -> words.append(part.getWords());
        case PART_NOT_SET -> throw new IllegalArgumentException("send a header or words");
      }
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void begin(PatternHeader header) {
    String sent = header.getPatternId();
    if (shape != null || sent.isEmpty() || sent.length() > MAX_ID) {
      throw new IllegalArgumentException(
          "send one header, with a pattern_id of at most " + MAX_ID + " characters");
    }
    PatternShape announced = PatternWire.shape(header);
    check.accept(announced);
    store.checkFits(announced.bytes());
    int length = Math.toIntExact(announced.words());
    budget.reserve(announced.bytes());
    shape = announced;
    id = sent;
    words = new PatternWords(length);
  }

  @Override
  public synchronized void onCompleted() {
    if (ended) {
      return;
    }
    try {
      if (shape == null) {
        throw new IllegalArgumentException("send a header, then the words");
      }
      store.put(id, Pattern.of(shape, words.whole()));
      end();
      reply.onNext(PutPatternResponse.getDefaultInstance());
      reply.onCompleted();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private void fail(RuntimeException e) {
    end();
    reply.onError(WorkerErrors.status(e));
  }

  @Override
  public synchronized void onError(Throwable cancelled) {
    end();
  }

  private void end() {
    if (shape != null && !ended) {
      budget.free(shape.bytes());
    }
    ended = true;
    words = new PatternWords(0);
  }
}
