package io.sparsed.bench.quality.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The summary's table, cell by cell, as text and page share it. */
final class Cells {
  private Cells() {}

  /** The names of the columns, in the order of {@link #row}. */
  static List<String> header(Summary summary) {
    List<String> header = new ArrayList<>(List.of("policy"));
    summary.lengths().forEach(length -> header.add(String.valueOf(length)));
    header.addAll(List.of("mean", "95 %", "vs dense", "lost", "gained", "kept", "attended"));
    return header;
  }

  static List<String> row(Summary summary, PolicyScore policy) {
    List<String> row = new ArrayList<>(List.of(policy.policy().name()));
    summary.lengths().forEach(length -> row.add(percent(policy.byLength().get(length))));
    row.add(percent(policy.all()));
    row.add(percent(policy.all().low()) + " - " + percent(policy.all().high()));
    Optional<PolicyScore.Paired> paired =
        policy.againstDense().filter(any -> policy.policy().select().isPresent());
    row.add(paired.map(pair -> format("%+.1f", pair.points())).orElse(""));
    row.add(paired.map(pair -> String.valueOf(pair.lost())).orElse(""));
    row.add(paired.map(pair -> String.valueOf(pair.gained())).orElse(""));
    row.add(percent(policy.kept()));
    row.add(percent(policy.attended()));
    return row;
  }

  /** The names of the columns, in the order of {@link #kinds}. */
  static List<String> kindsHeader(Summary summary) {
    List<String> header = new ArrayList<>(List.of("policy"));
    header.addAll(summary.kinds());
    return header;
  }

  static List<String> kinds(Summary summary, PolicyScore policy) {
    List<String> row = new ArrayList<>(List.of(policy.policy().name()));
    summary.kinds().forEach(kind -> row.add(percent(policy.byKind().get(kind))));
    return row;
  }

  private static String percent(@Nullable Score score) {
    return score == null ? "" : percent(score.accuracy());
  }

  private static String percent(double share) {
    return format("%.1f", 100 * share);
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
