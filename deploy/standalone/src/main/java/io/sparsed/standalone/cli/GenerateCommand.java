package io.sparsed.standalone.cli;

import io.sparsed.client.Answer;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.GenerationStream;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.Priority;
import io.sparsed.client.ResponseOptions;
import io.sparsed.client.RetryPolicy;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.WireClient;
import io.sparsed.standalone.connect.ConnectOptions;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.output.AnswersAsJson;
import io.sparsed.standalone.output.OutputFlag;
import io.sparsed.standalone.terminal.LiveView;
import io.sparsed.standalone.terminal.Printable;
import io.sparsed.worker.ModelOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sparsed generate}: answers a question. */
@Command(
    name = "generate",
    description = "Answers a question, and shows the answer while it is being denoised.",
    footer = {
      ModelFolder.HELP,
      "Flags of the model and its device, and their variables, count without --connect."
    })
final class GenerateCommand implements Callable<Integer>, AnswersAsJson {
  @Spec private CommandSpec spec;
  @Mixin private final PromptOptions prompt = new PromptOptions();
  @Mixin private final ModelOptions model = new ModelOptions();
  @Mixin private final ConnectOptions connect = new ConnectOptions();
  @Mixin private final DenoisingOptions denoising = new DenoisingOptions();
  @Mixin private final AttentionOptions attention = new AttentionOptions();
  @Mixin private final OutputFlag output = new OutputFlag();
  @Mixin private final Verbosity verbosity = new Verbosity();

  @Option(
      names = "--priority",
      paramLabel = "PRIORITY",
      description = "low, normal or high among your own requests that wait. Default: normal.")
  private Priority priority = Priority.NORMAL;

  @Option(names = "--history", description = "With --output json: the canvas after every step.")
  private boolean history;

  @Override
  public boolean answersAsJson() {
    return output.isJson();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    prompt.validate();
    verbosity.apply(LogLevel.WARN);
    Console console = Console.of(spec);
    console.status(
        connect.isGiven()
            ? "connecting to " + String.join(", ", connect.targets())
            : "loading the model");
    try (Session session = new Session(connect, model, RetryPolicy.defaults())) {
      ModelInfo info = session.model(model.id());
      PreparedPrompt prepared = PreparedPrompt.of(prompt, info, session, console);
      console.status("");
      boolean live = !output.isJson() && console.outIsTerminal();
      GenerationRequest request =
          GenerationRequest.builder(prepared.prompt())
              .model(info.id())
              .diffusion(denoising.toOptions())
              .sparse(attention.toOptions())
              .priority(priority)
              .response(new ResponseOptions(live && info.hasTokenizer(), history))
              .build();
      if (output.isJson()) {
        console.answer(
            AnswerJson.of(WireClient.of(session.client()).complete(request), prepared.tokenIds()));
      } else {
        print(answer(session.client(), request, info, live), info, prepared, console);
      }
    }
    return ExitCode.OK;
  }

  private static Answer answer(
      SparseDClient client, GenerationRequest request, ModelInfo info, boolean live)
      throws IOException {
    if (!live) {
      return client.complete(request).answer();
    }
    try (GenerationStream stream = client.stream(request)) {
      return new LiveView(info.maskTokenId()).watch(stream);
    }
  }

  private static void print(
      Answer answer, ModelInfo info, PreparedPrompt prepared, Console console) {
    String text = info.hasTokenizer() ? answer.text() : answer.tokenIds().toString();
    console.answer(console.outIsTerminal() ? Printable.of(text) : text);
    console.note(TimingLine.of(answer));
    prepared.verdict(text).ifPresent(console::note);
  }
}
