package io.sparsed.standalone.cli;

import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.WireClient;
import io.sparsed.standalone.connect.ConnectOptions;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.output.AnswersAsJson;
import io.sparsed.standalone.output.OutputFlag;
import io.sparsed.standalone.terminal.Printable;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sparsed models}: lists the models of a running scheduler. */
@Command(name = "models", description = "Lists the models of a running scheduler.")
final class ModelsCommand implements Callable<Integer>, AnswersAsJson {
  @Spec private CommandSpec spec;
  @Mixin private final ConnectOptions connect = new ConnectOptions();
  @Mixin private final Verbosity verbosity = new Verbosity();
  @Mixin private final OutputFlag output = new OutputFlag();

  @Override
  public boolean answersAsJson() {
    return output.isJson();
  }

  @Override
  public Integer call() {
    if (!connect.isGiven()) {
      throw new UsageException(
          "say which scheduler: --connect HOST:PORT; the models that come along are demo and demo-dream");
    }
    verbosity.apply(LogLevel.WARN);
    Console console = Console.of(spec);
    try (SparseDClient client = connect.client()) {
      if (output.isJson()) {
        console.answer(WireJson.of(WireClient.of(client).listModels()));
      } else {
        client.models().forEach(model -> console.answer(Printable.line(line(model))));
      }
    }
    return ExitCode.OK;
  }

  private static String line(ModelInfo model) {
    String problem = model.chatTemplateProblem();
    DiffusionOptions usual = model.defaultDiffusion();
    return "%s: %s, up to %,d tokens (trained for %,d), prompts as %s, by default %s at temperature %s%s"
        .formatted(
            model.id(),
            model.family(),
            model.maxCanvasLength(),
            model.contextLength(),
            model.hasChatTemplate()
                ? "chat, text or token ids"
                : model.hasTokenizer() ? "text or token ids" : "token ids",
            usual
                .unmasking()
                .map(each -> each.toString().toLowerCase(Locale.ROOT))
                .orElse("unmasked"),
            usual.temperature().orElse(0),
            problem.isEmpty() ? "" : "; no chats, its template cannot be rendered: " + problem);
  }
}
