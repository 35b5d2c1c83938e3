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
import io.sparsed.standalone.connect.TypedFlags;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.output.AnswersAsJson;
import io.sparsed.standalone.output.OutputFlag;
import io.sparsed.standalone.terminal.LiveView;
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
      "With --connect, it names the model to ask, and flags of the device do not count."
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
    refuseUnused();
    verbosity.apply(LogLevel.WARN);
    Console console = Console.of(spec);
    console.status(
        connect.isGiven()
            ? "connecting to " + String.join(", ", connect.targets())
            : "loading the model");
    try (Session session = new Session(connect, model, RetryPolicy.defaults())) {
      ModelInfo info = session.model(connect.modelId(model));
      PreparedPrompt prepared = PreparedPrompt.of(prompt, info, session, console);
      console.status("");
      boolean live = !output.isJson() && console.outIsTerminal();
      GenerationRequest.Builder builder =
          GenerationRequest.builder(prepared.prompt())
              .model(info.id())
              .sparse(attention.toOptions())
              .priority(priority)
              .response(response(live && info.hasTokenizer()));
      denoising.addTo(builder);
      GenerationRequest request = builder.build();
      if (output.isJson()) {
        console.answer(
            AnswerJson.of(WireClient.of(session.client()).complete(request), prepared.tokenIds()));
      } else {
        print(answer(session.client(), request, info, live), info, prepared, console);
      }
    }
    return ExitCode.OK;
  }

  private ResponseOptions response(boolean snapshots) {
    ResponseOptions answer = ResponseOptions.defaults();
    ResponseOptions shown = snapshots ? answer.withTextSnapshots() : answer;
    return history ? shown.withCanvasHistory() : shown;
  }

  /** Throws if a flag was typed that has no effect beside the others. */
  private void refuseUnused() {
    connect.refuseUnused(spec);
    if (connect.isGiven() && model.id().isPresent() && prompt.synthetic.isEmpty()) {
      TypedFlags.refuse(spec, "beside --model-id", "give one of them", "--model");
    }
    if (!output.isJson()) {
      TypedFlags.refuse(spec, "without --output json", "add that, or leave it out", "--history");
    }
    if (prompt.template) {
      TypedFlags.refuse(spec, "with --template", "its text is sent as it is", "--raw", "--prompt");
    }
    if (!prompt.tokenIds.isEmpty()) {
      TypedFlags.refuse(spec, "with --prompt-ids", "tokens are sent as they are", "--raw");
    }
    if (attention.isDense()) {
      TypedFlags.refuse(
          spec,
          "with --origin",
          "attention is dense at every step; leave one out",
          AttentionOptions.OF_PATTERN);
    }
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
    String text = info.hasTokenizer() ? prepared.shown(answer) : answer.tokenIds().toString();
    console.answer(text);
    console.note(TimingLine.of(answer));
    prepared.verdict(text).ifPresent(console::note);
  }
}
