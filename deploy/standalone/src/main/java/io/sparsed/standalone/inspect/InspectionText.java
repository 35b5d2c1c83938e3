package io.sparsed.standalone.inspect;

import io.sparsed.standalone.inspect.Inspection.Contents;
import io.sparsed.worker.attention.AttentionPrecision;
import io.sparsed.worker.model.FeedForwardSpec;
import io.sparsed.worker.model.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints an inspection as text for people. */
public final class InspectionText {
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
            "layers: %d, heads: %d (%d for keys and values) of %d, hidden: %d, mlp: %s",
            spec.layers(),
            spec.heads(),
            spec.kvHeads(),
            spec.headDim(),
            spec.hidden(),
            mlps(spec)));
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
    for (int tokens : new int[] {spec.contextLength(), Inspection.LONG_CANVAS}) {
      lines.add("memory on a CPU: " + contents.onCpu(tokens, 1).description());
      lines.add(
          "memory on a GPU: "
              + contents.onGpu(new AttentionPrecision.Full(), tokens, 1).description());
    }
    lines.add("tokenizer: " + yesNo(contents.tokenizer()));
    lines.add("chat template: " + yesNo(contents.chatTemplate()));
    lines.add("fingerprint: " + contents.fingerprint());
    lines.add("files:");
    contents
        .files()
        .forEach(
            file ->
                lines.add(
                    "  "
                        + file.name()
                        + ": "
                        + (file.taken().isEmpty() ? "not read" : file.taken())));
    contents.notes().forEach(note -> lines.add("note: " + note));
  }

  private static String mlps(ModelSpec spec) {
    return spec.feedForwards().stream()
        .map(FeedForwardSpec::description)
        .distinct()
        .collect(Collectors.joining(" or "));
  }

  private static String ids(List<Integer> tokens) {
    return tokens.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String yesNo(boolean value) {
    return value ? "yes" : "no";
  }
}
