import io.sparsed.client.Answer;
import io.sparsed.client.ChatMessage;
import io.sparsed.client.Event;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.GenerationStream;
import io.sparsed.client.InvalidRequestException;
import io.sparsed.client.Prompt;
import io.sparsed.client.ResponseOptions;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.SparseDException;
import java.io.PrintStream;

/**
 * Asks a question and shows the answer while it is being denoised: {@code Ask HOST:PORT QUESTION}.
 */
public final class Ask {
  private Ask() {}

  /** Runs the example and exits with 0, or with 1 if there is no answer. */
  public static void main(String[] arguments) {
    System.exit(run(arguments[0], arguments[1], System.out));
  }

  static int run(String target, String question, PrintStream out) {
    GenerationRequest request =
        GenerationRequest.builder(Prompt.chat(ChatMessage.user(question)))
            .response(ResponseOptions.defaults().withTextSnapshots())
            .build();
    try (SparseDClient client = SparseDClient.builder(target).plaintext().build();
        GenerationStream stream = client.stream(request)) {
      while (stream.hasNext()) {
        show(stream.next(), out);
      }
      return 0;
    } catch (InvalidRequestException e) {
      e.violations().forEach(wrong -> out.println(wrong.field() + ": " + wrong.description()));
    } catch (SparseDException e) {
      out.println(e.retryable() ? "try again later: " + e.getMessage() : e.getMessage());
    }
    return 1;
  }

  private static void show(Event event, PrintStream out) {
    if (event instanceof Event.Accepted accepted) {
      out.printf("%s: %d tokens of prompt%n", accepted.model(), accepted.promptTokens());
    } else if (event instanceof Event.Progress progress) {
      String text = progress.text().orElse("");
      out.printf(
          "step %d of %d, %s: %s%n",
          progress.step() + 1, progress.steps(), progress.attention(), text);
    } else if (event instanceof Event.Finished finished) {
      Answer answer = finished.answer();
      out.printf("%s%n(%d tokens)%n", answer.text(), answer.usage().completionTokens());
    }
  }
}
