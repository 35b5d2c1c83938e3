package io.sparsed.worker.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The KeyedRecordings are the recordings of passes that come again and again, by the keys of the
 * passes. Owned by the device thread.
 *
 * @param <R> a recording
 */
final class KeyedRecordings<R> implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KeyedRecordings.class);

  /** Times that a key comes before its pass is recorded, which takes longer than to queue it. */
  static final int PASSES_BEFORE = 3;

  /** Most keys that are remembered; a recording takes a few megabytes. */
  static final int MOST_KEYS = 32;

  /** Failures after which no further pass is recorded. */
  static final int MOST_FAILURES = 3;

  private final Consumer<R> close;
  private final Map<Object, State<R>> byKey = new LinkedHashMap<>(16, 0.75f, true);
  private int failures;

  /** The State of a key says whether its pass is recorded. */
  private sealed interface State<R> {
    /** Its pass has come some times, and was not recorded yet. */
    record Seen<R>(int times) implements State<R> {}

    /** Its pass cannot be recorded. */
    record NotRecorded<R>() implements State<R> {}

    /** Its pass was recorded. */
    record Recorded<R>(R recording) implements State<R> {}
  }

  /**
   * Makes recordings of which there is none.
   *
   * @param close frees a recording that is forgotten
   */
  KeyedRecordings(Consumer<R> close) {
    this.close = close;
  }

  /**
   * Returns the recording of a pass, whose key comes once more; empty if it is not recorded.
   *
   * @param record records the pass where it is time to; empty, or throws, if it cannot be recorded
   */
  Optional<R> next(Object key, Supplier<Optional<R>> record) {
    var next =
        switch (byKey.get(key)) {
          case null -> new State.Seen<R>(1);
          case State.Seen<R>(int times) when times < PASSES_BEFORE -> new State.Seen<R>(times + 1);
          case State.Seen<R> _ -> recorded(record);
          case State.NotRecorded<R> each -> each;
          case State.Recorded<R> each -> each;
        };
    byKey.put(key, next);
    if (byKey.size() > MOST_KEYS) {
      var oldest = byKey.entrySet().iterator();
      close(oldest.next().getValue());
      oldest.remove();
    }
    return next instanceof State.Recorded<R>(R recording)
        ? Optional.of(recording)
        : Optional.empty();
  }

  private State<R> recorded(Supplier<Optional<R>> record) {
    if (failures < MOST_FAILURES) {
      try {
        var recording = record.get();
        if (recording.isPresent()) {
          return new State.Recorded<>(recording.get());
        }
      } catch (RuntimeException e) {
        failures++;
        log.warn("a reuse step was not recorded as a CUDA graph, and takes longer", e);
      }
    }
    return new State.NotRecorded<>();
  }

  private void close(State<R> state) {
    if (state instanceof State.Recorded<R>(R recording)) {
      close.accept(recording);
    }
  }

  @Override
  public void close() {
    byKey.values().forEach(this::close);
    byKey.clear();
  }
}
