package io.sparsed.standalone.doctor;

import io.sparsed.standalone.inspect.Inspection;
import io.sparsed.standalone.inspect.Inspection.Contents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A ModelCheck is the result of reading a checkpoint.
 *
 * @param contents the checkpoint; empty if it cannot be served
 */
public record ModelCheck(Optional<Contents> contents, List<Finding> findings) {
  public ModelCheck {
    findings = List.copyOf(findings);
  }

  /** Checks that a folder will load, its tokenizer and its chat template. */
  public static ModelCheck of(Path folder) {
    try {
      Inspection inspection = Inspection.of(folder);
      return new ModelCheck(
          inspection.contents(),
          inspection
              .contents()
              .map(contents -> findings(contents))
              .orElseGet(() -> problems(inspection.problems())));
    } catch (IOException e) {
      return new ModelCheck(Optional.empty(), problems(List.of(String.valueOf(e.getMessage()))));
    }
  }

  private static List<Finding> problems(List<String> problems) {
    return problems.stream()
        .map(
            problem ->
                Finding.problem(
                    "checkpoint",
                    problem,
                    "Fetch the folder again as Hugging Face publishes it, or give another"
                        + " --model."))
        .toList();
  }

  private static List<Finding> findings(Contents contents) {
    Stream<Finding> notes =
        contents.notes().stream()
            .map(note -> Finding.warning("checkpoint", note, "sparsed inspect tells more."));
    return Stream.concat(
            Stream.of(
                Finding.ok(
                    "checkpoint",
                    "%s with %,d parameters in %s"
                        .formatted(
                            contents.spec().architecture().id(),
                            contents.parameters(),
                            contents.storedType().displayName())),
                contents.tokenizer()
                    ? Finding.ok("tokenizer", "it loads")
                    : Finding.warning(
                        "tokenizer",
                        "there is none: requests must send token ids",
                        "Put the checkpoint's tokenizer files beside its weights."),
                contents.chatTemplate()
                    ? Finding.ok("chat template", "it renders")
                    : Finding.warning(
                        "chat template",
                        "none renders: chats are refused",
                        "Put a chat_template.jinja into the folder.")),
            notes)
        .toList();
  }
}
