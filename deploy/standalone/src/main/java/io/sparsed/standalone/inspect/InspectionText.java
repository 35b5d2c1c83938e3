package io.sparsed.standalone.inspect;

import io.sparsed.standalone.inspect.Inspection.Contents;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints an inspection as text for people. */
public final class InspectionText {
  private static final int LONG_CANVAS = 65_536;
  private static final int BLOCK_SIZE = 128;
  private static final double MEBIBYTE = 1 << 20;

  private InspectionText() {}

  /** Returns a line for each fact, or for each problem. */
  public static List<String> of(Inspection inspection) {
    List<String> lines = new ArrayList<>();
    inspection.contents().ifPresent(contents -> describe(contents, lines));
    lines.add("will load: " + (inspection.problems().isEmpty() ? "yes" : "no"));
    inspection.problems().forEach(problem -> lines.add("  " + problem));
    return lines;
  }

  private static void describe(Contents contents, List<String> lines) {
    ModelSpec spec = contents.spec();
    lines.add("architecture: " + spec.architecture().id());
    lines.add(
        String.format(
            Locale.ROOT,
            "layers: %d, heads: %d (%d for keys and values) of %d, hidden: %d, mlp: %d",
            spec.layers(),
            spec.heads(),
            spec.kvHeads(),
            spec.headDim(),
            spec.hidden(),
            spec.intermediate()));
    lines.add(
        String.format(Locale.ROOT, "vocabulary: %,d", spec.vocabulary())
            + (spec.maskToken().isPresent() ? ", mask token: " + spec.maskToken().getAsInt() : "")
            + (spec.eosTokens().isEmpty() ? "" : ", end of sequence: " + ids(spec.eosTokens())));
    lines.add(String.format(Locale.ROOT, "trained for: %,d tokens", spec.contextLength()));
    lines.add(
        String.format(
            Locale.ROOT,
            "parameters: %,d, stored as %s",
            contents.parameters(),
            contents.storedType().displayName()));
    lines.add(
        String.format(
            Locale.ROOT,
            "memory for weights: %s as float32 (the default on a CPU), %s as %s",
            mebibytes(contents.weightBytes(ElementType.FLOAT32)),
            mebibytes(contents.weightBytes(ElementType.BFLOAT16)),
            ElementType.BFLOAT16.displayName()));
    lines.add(
        String.format(
            Locale.ROOT,
            "memory for the pattern of a request: %s at %,d tokens",
            mebibytes(contents.patternBytes(LONG_CANVAS, BLOCK_SIZE)),
            LONG_CANVAS));
    lines.add("tokenizer: " + yesNo(contents.tokenizer()));
    lines.add("chat template: " + yesNo(contents.chatTemplate()));
    lines.add("fingerprint: " + contents.fingerprint());
  }

  private static String ids(List<Integer> tokens) {
    return tokens.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f MiB", bytes / MEBIBYTE);
  }

  private static String yesNo(boolean value) {
    return value ? "yes" : "no";
  }
}
