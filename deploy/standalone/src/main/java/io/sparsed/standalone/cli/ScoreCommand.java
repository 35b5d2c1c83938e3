package io.sparsed.standalone.cli;

import io.sparsed.client.RetryPolicy;
import io.sparsed.client.ScorePart;
import io.sparsed.client.ScoreRequest;
import io.sparsed.client.TokenScore;
import io.sparsed.client.WireClient;
import io.sparsed.standalone.connect.ConnectOptions;
import io.sparsed.standalone.connect.TypedFlags;
import io.sparsed.standalone.failure.ExitCode;
import io.sparsed.standalone.failure.UsageException;
import io.sparsed.standalone.local.ModelFolder;
import io.sparsed.standalone.output.AnswersAsJson;
import io.sparsed.standalone.output.OutputFlag;
import io.sparsed.standalone.terminal.Printable;
import io.sparsed.worker.ModelOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sparsed score}: tells how probable tokens are in a text. */
@Command(
    name = "score",
    description = "Tells how probable tokens are in a text.",
    footer = ModelFolder.HELP)
final class ScoreCommand implements Callable<Integer>, AnswersAsJson {
  private static final Pattern SCORED = Pattern.compile("\\{\\{(?<text>.+?)\\}\\}", Pattern.DOTALL);

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TEXT",
      description = "The text. What is in {{braces}} is masked and scored.")
  private String text = "";

  @Mixin private final ModelOptions model = new ModelOptions();
  @Mixin private final ConnectOptions connect = new ConnectOptions();
  @Mixin private final OutputFlag output = new OutputFlag();
  @Mixin private final Verbosity verbosity = new Verbosity();

  @Override
  public boolean answersAsJson() {
    return output.isJson();
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<ScorePart> parts = parts(text);
    connect.refuseUnused(spec);
    if (connect.isGiven() && model.id().isPresent()) {
      TypedFlags.refuse(spec, "beside --model-id", "give one of them", "--model");
    }
    verbosity.apply(LogLevel.WARN);
    Console console = Console.of(spec);
    try (Session session = new Session(connect, model, RetryPolicy.defaults())) {
      ScoreRequest request =
          ScoreRequest.of(parts.toArray(ScorePart[]::new))
              .withModel(session.model(connect.modelId(model)).id());
      if (output.isJson()) {
        console.answer(WireJson.of(WireClient.of(session.client()).score(request)));
      } else {
        session.client().score(request).stream()
            .map(ScoreCommand::line)
            .map(Printable::line)
            .forEach(console::answer);
      }
    }
    return ExitCode.OK;
  }

  private static List<ScorePart> parts(String text) {
    List<ScorePart> parts = new ArrayList<>();
    int end = 0;
    for (MatchResult scored : SCORED.matcher(text).results().toList()) {
      if (end < scored.start()) {
        parts.add(ScorePart.text(text.substring(end, scored.start())));
      }
      parts.add(ScorePart.scored(scored.group("text")));
      end = scored.end();
    }
    if (end == 0) {
      throw new UsageException("say what to score: \"the sky is {{blue}}\"");
    }
    if (end < text.length()) {
      parts.add(ScorePart.text(text.substring(end)));
    }
    return parts;
  }

  private static String line(TokenScore score) {
    return "%.6f  %d  %s".formatted(score.probability(), score.tokenId(), score.text());
  }
}
