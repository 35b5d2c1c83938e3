package io.sparsed.bench.memory;

import io.sparsed.bench.report.Column;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A Quantity is a number of a footprint, and a column of tables. */
enum Quantity {
  RESIDENT("resident_mib", "RSS MiB", 1, Footprint::resident),
  NEEDED("needed_mib", "needed MiB", 1, Footprint::needed),
  ALLOCATED("native_mib", "native MiB", 1, Footprint::allocated),
  HEAP("heap_mib", "heap MiB", 1, Footprint::heap),
  THREADS("threads", "threads", 0, Footprint::threads),
  DESCRIPTORS("descriptors", "files", 0, Footprint::descriptors);

  private final String key;
  private final String heading;
  private final int decimals;

  @SuppressWarnings("ImmutableEnumChecker") // method references without state
  private final ToDoubleFunction<Footprint> value;

  Quantity(String key, String heading, int decimals, ToDoubleFunction<Footprint> value) {
    this.key = key;
    this.heading = heading;
    this.decimals = decimals;
    this.value = value;
  }

  String heading() {
    return heading;
  }

  double of(Footprint footprint) {
    return value.applyAsDouble(footprint);
  }

  /** Returns the column of the footprints that a function takes from rounds. */
  Column<Round> column(Function<Round, Footprint> footprint) {
    return Column.number(key, heading, decimals, round -> of(footprint.apply(round)));
  }
}
