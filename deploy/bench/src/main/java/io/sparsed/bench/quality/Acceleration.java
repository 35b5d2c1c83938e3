package io.sparsed.bench.quality;

import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.KeyValueReuse;
import io.sparsed.client.ParallelDecoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Acceleration says what a generation saves besides attention: rows, by reuse of keys and
 * values, and steps, by several tokens a step.
 *
 * @param reuse rows that a step between two refreshes computes
 * @param refreshEvery steps from a refresh to the next within a generation block; 0: at the starts
 *     of blocks only
 * @param parallel rule by which a step commits several tokens; empty: what the schedule says
 * @param stops true: the answer ends with its end-of-sequence token
 */
record Acceleration(
    KeyValueReuse reuse, int refreshEvery, Optional<ParallelDecoding> parallel, boolean stops) {
  /** The acceleration of an exact generation. */
  static final Acceleration NONE = new Acceleration(KeyValueReuse.NONE, 0, Optional.empty(), false);

  private static final Pattern REUSE = Pattern.compile("(prefix|dual)(?:-([0-9]{1,4}))?");
  private static final Pattern RULE =
      Pattern.compile("(threshold|factor|entropy)-([0-9]+(?:\\.[0-9]+)?)");

  /**
   * Returns the acceleration of the parts of a name: {@code dual} or {@code prefix-4}, {@code
   * threshold-0.9}, {@code factor-1} or {@code entropy-0.5}, and {@code stop}.
   *
   * @throws IllegalArgumentException if a part is none, or is there twice
   */
  static Acceleration parse(List<String> parts) {
    Acceleration parsed = NONE;
    for (String part : parts) {
      Matcher reuse = REUSE.matcher(part);
      Matcher rule = RULE.matcher(part);
      if (reuse.matches() && !parsed.reuses()) {
        KeyValueReuse mode = KeyValueReuse.valueOf(reuse.group(1).toUpperCase(Locale.ROOT));
        int every = reuse.group(2) == null ? 0 : Integer.parseInt(reuse.group(2));
        parsed = new Acceleration(mode, every, parsed.parallel, parsed.stops);
      } else if (rule.matches() && parsed.parallel.isEmpty()) {
        ParallelDecoding parallel = rule(rule.group(1), Double.parseDouble(rule.group(2)));
        parsed =
            new Acceleration(
                parsed.reuse, parsed.refreshEvery, Optional.of(parallel), parsed.stops);
      } else if (part.equals("stop") && !parsed.stops) {
        parsed = new Acceleration(parsed.reuse, parsed.refreshEvery, parsed.parallel, true);
      } else {
        throw new IllegalArgumentException(
            "no acceleration '%s': write one of dual-EVERY, prefix-EVERY, one of threshold-P, factor-F, entropy-NATS, and stop"
                .formatted(part));
      }
    }
    return parsed;
  }

  private static ParallelDecoding rule(String name, double bound) {
    return switch (name) {
      case "threshold" -> ParallelDecoding.threshold(bound);
      case "factor" -> ParallelDecoding.factor(bound);
      default -> ParallelDecoding.entropyBound(bound);
    };
  }

  /** Returns the parts of its name, which {@link #parse} reads. */
  List<String> parts() {
    List<String> parts = new ArrayList<>();
    if (reuses()) {
      parts.add(
          reuse.name().toLowerCase(Locale.ROOT) + (refreshEvery == 0 ? "" : "-" + refreshEvery));
    }
    parallel.ifPresent(rule -> parts.add(name(rule)));
    if (stops) {
      parts.add("stop");
    }
    return parts;
  }

  /** Returns the name of a rule of several tokens. */
  static String name(ParallelDecoding rule) {
    if (rule.threshold().isPresent()) {
      return "threshold-" + Policy.number(rule.threshold().getAsDouble());
    }
    return rule.factor().isPresent()
        ? "factor-" + Policy.number(rule.factor().getAsDouble())
        : "entropy-" + Policy.number(rule.entropyBound().orElseThrow());
  }

  /** Returns true if some steps compute their active rows only. */
  boolean reuses() {
    return reuse != KeyValueReuse.NONE;
  }

  /** Adds the options of a request. */
  void addTo(DiffusionOptions.Builder options) {
    if (reuses()) {
      options.reuse(reuse).refreshEvery(refreshEvery);
    }
    parallel.ifPresent(options::parallel);
    options.stopAtEos(stops);
  }
}
