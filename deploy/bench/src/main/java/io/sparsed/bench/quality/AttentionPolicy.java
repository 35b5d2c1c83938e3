package io.sparsed.bench.quality;

import io.sparsed.client.SparseOptions;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An AttentionPolicy says which keys a step attends to: sparse options with a name.
 *
 * @param kind way to choose key blocks
 * @param select share of the key blocks kept, in (0, 1]; empty: dense
 * @param skip share of the steps that stay dense, in [0, 1]; empty: none, or all of a dense policy
 * @param patternRefresh refreshes of keys and values from a pattern to the next; 0: it is taken
 *     once
 */
record AttentionPolicy(Kind kind, OptionalDouble select, OptionalDouble skip, int patternRefresh) {
  private static final Pattern NAME =
      Pattern.compile(
          "(?<kind>[a-z-]+?)(-(?<select>[0-9.]+))?(-skip-(?<skip>[0-9.]+))?(-pattern-(?<pattern>[1-9][0-9]{0,3}))?");

  /** Throws if a share is out of range, missing, or one that the kind does not have. */
  AttentionPolicy {
    boolean dense = kind == Kind.DENSE;
    require(select.isPresent() != dense, kind, dense ? "has no share" : "needs a share of blocks");
    require(!dense || skip.isEmpty(), kind, "has no skip");
    require(dense || kind.isFixed() || skip.isPresent(), kind, "needs a skip");
    require(
        select.orElse(1) > 0 && select.orElse(1) <= 1, kind, "keeps a share above 0 and up to 1");
    require(patternRefresh == 0 || (!dense && !kind.isFixed()), kind, "takes no pattern");
    require(skip.orElse(0) >= 0 && skip.orElse(0) <= 1, kind, "skips a share from 0 to 1");
  }

  /** Returns dense attention. */
  static AttentionPolicy dense() {
    return new AttentionPolicy(Kind.DENSE, OptionalDouble.empty(), OptionalDouble.empty(), 0);
  }

  /**
   * Returns the policy of a name: {@code dense}, {@code sparsed-0.3-skip-0.2}, {@code window-0.3},
   * {@code window-0.3-skip-0.2}, {@code sparsed-0.3-skip-0.2-pattern-2}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static AttentionPolicy parse(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw unknown(name);
    }
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(each -> each.id().equals(parts.group("kind")))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    String every = parts.group("pattern");
    return new AttentionPolicy(
        kind,
        share(name, parts, "select"),
        share(name, parts, "skip"),
        every == null ? 0 : Integer.parseInt(every));
  }

  /** Returns the name, which {@link #parse} reads. */
  String name() {
    String selected = select.isPresent() ? "-" + Policy.number(select.getAsDouble()) : "";
    String skipped = skip.isPresent() ? "-skip-" + Policy.number(skip.getAsDouble()) : "";
    return kind.id()
        + selected
        + skipped
        + (patternRefresh == 0 ? "" : "-pattern-" + patternRefresh);
  }

  /**
   * Returns the sparse options of a request.
   *
   * @param blockSize tokens of a query or key block
   */
  SparseOptions options(int blockSize) {
    return kind == Kind.DENSE
        ? SparseOptions.dense()
        : SparseOptions.builder()
            .select(select.orElseThrow())
            .skip(skip.orElse(0))
            .blockSize(blockSize)
            .patternRule(kind.rule())
            .patternRefresh(patternRefresh)
            .build();
  }

  private static OptionalDouble share(String name, Matcher parts, String group) {
    String text = parts.group(group);
    try {
      return text == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw unknown(name);
    }
  }

  private static IllegalArgumentException unknown(String name) {
    String kinds = Arrays.stream(Kind.values()).map(Kind::id).collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        "no policy '%s': write KIND-SELECT-skip-SKIP, for example sparsed-0.3-skip-0.2, with a kind of %s"
            .formatted(name, kinds));
  }

  private static void require(boolean holds, Kind kind, String problem) {
    if (!holds) {
      throw new IllegalArgumentException("policy " + kind.id() + " " + problem);
    }
  }
}
