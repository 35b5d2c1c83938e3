package io.sparsed.bench.patterns;

import java.util.List;

/**
 * Colors for numbers, from dark to light in even steps for the eye (between five colors of
 * matplotlib's viridis).
 *
 * @param low the number that is darkest; smaller ones look the same
 * @param high the number that is lightest; larger ones look the same
 */
record ColorScale(double low, double high) {
  private static final List<Integer> COLORS =
      List.of(0x440154, 0x3B528B, 0x21918C, 0x5EC962, 0xFDE725);

  /** Refuses an empty range. */
  ColorScale {
    if (!(low < high)) {
      throw new IllegalArgumentException("no range from %s to %s".formatted(low, high));
    }
  }

  /** From what chance gives the pairs of these matrices to 1, which is equal. */
  static ColorScale aboveChance(List<OverlapMatrix> matrices) {
    double chance =
        matrices.stream()
            .flatMap(OverlapMatrix::pairs)
            .mapToDouble(pair -> pair.overlap().chance())
            .average()
            .orElse(0);
    // Masks that keep everything are equal by chance, too.
    return new ColorScale(Math.min(chance, 0.99), 1);
  }

  int rgb(double number) {
    double place = Math.clamp((number - low) / (high - low), 0.0, 1.0) * (COLORS.size() - 1);
    int below = Math.min((int) place, COLORS.size() - 2);
    return mix(COLORS.get(below), COLORS.get(below + 1), place - below);
  }

  private static int mix(int from, int to, double share) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int start = from >> shift & 0xFF;
      int end = to >> shift & 0xFF;
      mixed |= (int) Math.round(start + share * (end - start)) << shift;
    }
    return mixed;
  }
}
