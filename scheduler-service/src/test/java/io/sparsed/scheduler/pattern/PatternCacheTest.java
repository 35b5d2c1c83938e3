package io.sparsed.scheduler.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PatternCacheTest {

  /** A shape of 80 bytes. */
  private static final PatternShape SMALL = new PatternShape(1, 1, 2, 16, 80);

  private final PatternCache cache = new PatternCache(200);

  @Test
  void new_negativeBound_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PatternCache(-1));
  }

  @Test
  void put_largerThanTheBound_isNotKeptAndPushesNothingOut() {
    PatternShape large = new PatternShape(1, 1, 6, 16, 80);
    cache.put(pattern("a", SMALL));
    cache.put(pattern("large", large));

    assertThat(cache.accepts(large)).isFalse();
    assertThat(cache.get("large")).isEmpty();
    assertThat(cache.get("a")).isPresent();
    assertThat(cache.bytes()).isEqualTo(80);
  }

  @Test
  void put_boundReached_longestUnusedGoes() {
    cache.put(pattern("a", SMALL));
    cache.put(pattern("b", SMALL));
    assertThat(cache.get("a")).isPresent();
    cache.put(pattern("c", SMALL));

    assertThat(cache.get("b")).isEmpty();
    assertThat(cache.get("a")).isPresent();
    assertThat(cache.get("c")).isPresent();
    assertThat(cache.bytes()).isEqualTo(160);
  }

  @Test
  void put_sameIdAgain_countsOnce() {
    cache.put(pattern("a", SMALL));
    cache.put(pattern("a", SMALL));

    assertThat(cache.bytes()).isEqualTo(80);
    assertThat(cache.size()).isEqualTo(1);
  }

  @Test
  void remove_freesItsBytes() {
    cache.put(pattern("a", SMALL));
    cache.remove("a");
    cache.remove("a");

    assertThat(cache.bytes()).isZero();
    assertThat(cache.size()).isZero();
  }

  private static Pattern pattern(String id, PatternShape shape) {
    return new Pattern(id, shape, new byte[(int) shape.bytes()]);
  }
}
