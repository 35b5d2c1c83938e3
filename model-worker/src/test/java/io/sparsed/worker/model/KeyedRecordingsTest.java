package io.sparsed.worker.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Tests which passes are recorded, and which recordings are forgotten. */
class KeyedRecordingsTest {
  private static final int FIRST_RECORDED = KeyedRecordings.PASSES_BEFORE + 1;

  private final List<String> closed = new ArrayList<>();
  private final KeyedRecordings<String> recordings = new KeyedRecordings<>(closed::add);
  private int tries;

  private Optional<String> come(int times, Object key, Supplier<Optional<String>> record) {
    var last = Optional.<String>empty();
    for (int i = 0; i < times; i++) {
      last =
          recordings.next(
              key,
              () -> {
                tries++;
                return record.get();
              });
    }
    return last;
  }

  private Optional<String> come(int times, String key) {
    return come(times, key, () -> Optional.of("recording of " + key));
  }

  @Test
  void next_keyThatComesAgain_recordedTheFourthTimeAndOnce() {
    assertThat(come(FIRST_RECORDED - 1, "a")).isEmpty();
    assertThat(tries).isZero();
    assertThat(come(1, "b")).isEmpty();
    assertThat(come(1, "a")).contains("recording of a");
    assertThat(come(5, "a")).contains("recording of a");
    assertThat(tries).isEqualTo(1);
  }

  @Test
  void next_passThatCannotBeRecorded_isNotTriedAgain() {
    assertThat(come(FIRST_RECORDED + 5, "a", Optional::empty)).isEmpty();
    assertThat(tries).isEqualTo(1);
    assertThat(come(FIRST_RECORDED, "b")).contains("recording of b");
  }

  @Test
  void next_afterAsManyFailures_noneIsRecordedButRecordingsStay() {
    assertThat(come(FIRST_RECORDED, "before")).isPresent();
    for (int i = 0; i < KeyedRecordings.MOST_FAILURES; i++) {
      assertThat(come(FIRST_RECORDED, i, KeyedRecordingsTest::fail)).isEmpty();
    }
    tries = 0;
    assertThat(come(FIRST_RECORDED, "after")).isEmpty();
    assertThat(tries).isZero();
    assertThat(come(1, "before")).contains("recording of before");
    assertThat(closed).isEmpty();
  }

  private static Optional<String> fail() {
    throw new IllegalStateException("the driver refuses");
  }

  @Test
  void next_moreKeysThanAreRemembered_theOneThatCameFirstIsFreed() {
    come(FIRST_RECORDED, "old");
    come(FIRST_RECORDED, "used");
    for (int i = 2; i < KeyedRecordings.MOST_KEYS; i++) {
      come(1, "key " + i);
    }
    come(1, "used");
    assertThat(closed).isEmpty();
    come(1, "one more");
    assertThat(closed).containsExactly("recording of old");
    assertThat(come(1, "old")).isEmpty();
    assertThat(come(1, "used")).isPresent();
  }

  @Test
  void close_recordings_areFreed() {
    come(FIRST_RECORDED, "a");
    come(1, "b");
    recordings.close();
    assertThat(closed).containsExactly("recording of a");
  }
}
