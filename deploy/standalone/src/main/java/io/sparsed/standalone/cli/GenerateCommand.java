package io.sparsed.standalone.cli;

import io.sparsed.client.Answer;
import io.sparsed.client.Completion;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.GenerationStream;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.Priority;
import io.sparsed.client.Prompt;
import io.sparsed.client.ResponseOptions;
import io.sparsed.standalone.connect.ConnectOptions;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.output.AnswersAsJson;
import io.sparsed.standalone.output.OutputFormat;
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

/** {@code sparsed generate}. */
@Command(
    name = "generate",
    description = "Answers a question, and shows the answer while it is being denoised.")
final class GenerateCommand implements Callable<Integer>, AnswersAsJson {
  @Spec private CommandSpec spec;
  @Mixin private final PromptOptions prompt = new PromptOptions();
  @Mixin private final ModelOptions model = new ModelOptions();
  @Mixin private final ConnectOptions connect = new ConnectOptions();
  @Mixin private final DiffusionFlags diffusion = new DiffusionFlags();
  @Mixin private final SparseFlags sparse = new SparseFlags();
  @Mixin private final Verbosity verbosity = new Verbosity();

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "text, or json: one object with everything. Default: text.")
  private OutputFormat output = OutputFormat.TEXT;

  @Option(
      names = "--priority",
      paramLabel = "PRIORITY",
      description = "low, normal or high among your own requests that wait. Default: normal.")
  private Priority priority = Priority.NORMAL;

  @Option(names = "--history", description = "With --output json: the canvas after every step.")
  private boolean history;

  @Override
  public boolean answersAsJson() {
    return output == OutputFormat.JSON;
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
    try (Session session = new Session(connect, model)) {
      ModelInfo info = session.model(model.id());
      AskedPrompt asked = AskedPrompt.of(prompt, info, session, console);
      console.status("");
      print(ask(session, info, asked.prompt(), console), info, asked, console);
    }
    return ExitCode.OK;
  }

  private Completion ask(Session session, ModelInfo info, Prompt asked, Console console)
      throws IOException {
    boolean live = output == OutputFormat.TEXT && console.outIsTerminal();
    GenerationRequest request =
        GenerationRequest.builder(asked)
            .model(info.id())
            .diffusion(diffusion.toOptions())
            .sparse(sparse.toOptions())
            .priority(priority)
            .response(new ResponseOptions(live && info.hasTokenizer(), history))
            .build();
    if (!live) {
      return session.client().complete(request);
    }
    try (GenerationStream stream = session.client().stream(request)) {
      return new LiveView(info.maskTokenId()).watch(stream);
    }
  }

  private void print(Completion completion, ModelInfo info, AskedPrompt asked, Console console) {
    Answer answer = completion.answer();
    if (output == OutputFormat.JSON) {
      console.answer(AnswerJson.of(completion, asked.tokenIds()));
      return;
    }
    String text = info.hasTokenizer() ? answer.text() : answer.tokenIds().toString();
    console.answer(console.outIsTerminal() ? Printable.of(text) : text);
    console.note(TimingLine.of(answer));
    asked.verdict(text).ifPresent(console::note);
  }
}
