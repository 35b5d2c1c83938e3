package io.sparsed.bench.memory;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Drift is the growth of a quantity: the slope of the straight line that fits the rounds best.
 *
 * @param perHundred growth in a hundred requests
 * @param error standard error of the growth
 * @param spread standard deviation of the rounds from the line
 */
record Drift(String process, String quantity, double perHundred, double error, double spread) {
  /** The fewest points whose distances from their line tell anything. */
  private static final int FEWEST = 3;

  private static final double HUNDRED = 100;

  /** Returns the drift of each quantity of a process; nothing of too few rounds. */
  static Stream<Drift> of(
      String process, List<Round> rounds, Function<Round, Footprint> footprint) {
    double[] hundreds = rounds.stream().mapToDouble(at -> at.requests() / HUNDRED).toArray();
    return Arrays.stream(Quantity.values())
        .filter(_ -> rounds.size() >= FEWEST)
        .map(
            quantity ->
                of(
                    process,
                    quantity.heading(),
                    hundreds,
                    rounds.stream().map(footprint).mapToDouble(quantity::of).toArray()));
  }

  /** Returns the drift of values that were measured after so many hundreds of requests. */
  static Drift of(String process, String quantity, double[] hundreds, double[] values) {
    double middle = Arrays.stream(hundreds).average().orElseThrow();
    double mean = Arrays.stream(values).average().orElseThrow();
    double width = sum(hundreds.length, i -> (hundreds[i] - middle) * (hundreds[i] - middle));
    double slope = sum(values.length, i -> (hundreds[i] - middle) * (values[i] - mean)) / width;
    double squares =
        sum(values.length, i -> Math.pow(values[i] - mean - slope * (hundreds[i] - middle), 2));
    double spread = Math.sqrt(squares / (values.length - 2));
    return new Drift(process, quantity, slope, spread / Math.sqrt(width), spread);
  }

  private static double sum(int count, IntToDoubleFunction term) {
    return IntStream.range(0, count).mapToDouble(term).sum();
  }
}
