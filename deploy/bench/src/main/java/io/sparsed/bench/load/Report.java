package io.sparsed.bench.load;

import java.util.List;

/**
 * What the loads gave.
 *
 * @param shape of the requests
 * @param results in the order of the loads
 */
record Report(RequestShape shape, List<Result> results) {
  /** Copies the results. */
  Report {
    results = List.copyOf(results);
  }
}
