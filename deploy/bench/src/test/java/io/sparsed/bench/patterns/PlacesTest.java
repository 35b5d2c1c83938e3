package io.sparsed.bench.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PlacesTest {
  @Test
  void places_band_liesInTheWindow() {
    Places places = Places.of(BlockMask.of(16, 14, (query, key) -> Math.abs(query - key) <= 2));

    assertThat(places.window().share()).isEqualTo(1);
    assertThat(places.elsewhere()).isZero();
  }

  @Test
  void places_sameBudgetElsewhere_isMissedByTheWindow() {
    // Two blocks a row, 4 and 5 behind: the window of that budget is the diagonal alone.
    Places places =
        Places.of(BlockMask.of(16, 15, (query, key) -> (key - query + 16) % 16 / 2 == 2));

    assertThat(places.window().share()).isZero();
    // Column 0 and column 15 are kept by two rows each.
    assertThat(places.firstColumn()).isEqualTo(2 / 32.0, within(1e-12));
    assertThat(places.elsewhere()).isEqualTo(28 / 32.0, within(1e-12));
  }

  @Test
  void places_window_costsNoMoreThanTheBudget() {
    BlockMask mask = BlockMask.of(16, 14, (query, key) -> key < 5);
    int reach = Places.reach(16, mask.kept());
    BlockMask window = BlockMask.of(16, 14, (query, key) -> Math.abs(query - key) <= reach);
    BlockMask wider = BlockMask.of(16, 14, (query, key) -> Math.abs(query - key) <= reach + 1);

    assertThat(window.kept()).isLessThanOrEqualTo(mask.kept());
    assertThat(wider.kept()).isGreaterThan(mask.kept());
  }

  @Test
  void places_everythingKept_liesInTheWindow() {
    Places places = Places.of(BlockMask.of(4, 2, (query, key) -> true));

    assertThat(places.window().share()).isEqualTo(1);
    assertThat(places.window().chance()).isEqualTo(1, within(1e-12));
  }
}
