package io.sparsed.bench.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A Way in which answers come, and its runs. Not thread-safe. */
final class Way {
  private final String name;
  private final Streams streams;
  private final int silent;
  private final List<StreamsRun> runs = new ArrayList<>();

  /**
   * Creates a way without runs.
   *
   * @param silent streams beside the runs that nobody reads
   */
  Way(String name, Streams streams, int silent) {
    this.name = name;
    this.streams = streams;
    this.silent = silent;
  }

  String name() {
    return name;
  }

  int silent() {
    return silent;
  }

  /** Runs the streams of all clients; a warm-up is not kept. */
  void run(int clients, int tokens, boolean isWarmUp) throws InterruptedException {
    StreamsRun run = StreamsRun.of(clients, tokens, streams);
    if (!isWarmUp) {
      runs.add(run);
    }
  }

  int lost() {
    return runs.stream().mapToInt(StreamsRun::lost).sum();
  }

  double wallMicrosPerToken() {
    return median(StreamsRun::wallMicrosPerToken);
  }

  double cpuMicrosPerToken() {
    return median(StreamsRun::cpuMicrosPerToken);
  }

  private double median(ToDoubleFunction<StreamsRun> value) {
    double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
