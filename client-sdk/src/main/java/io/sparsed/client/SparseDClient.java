package io.sparsed.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Generates text on a SparseD scheduler. Thread-safe; one client serves a whole application.
 *
 * {@snippet :
 * try (SparseDClient client = SparseDClient.builder("localhost:50051").plaintext().build()) {
 *   GenerationRequest request =
 *       GenerationRequest.of(Prompt.chat(ChatMessage.user("Why is the sky blue?")));
 *   System.out.println(client.complete(request).text());
 * }
 * }
 *
 * <p>Every call throws a {@link SparseDException}, whose subclass says what to do about it.
 */
public interface SparseDClient extends AutoCloseable {
  /**
   * A builder for a client. Calls go to the schedulers in turn; when one is lost in the middle of a
   * generation, another goes on with it ({@link ResumePolicy}), and the caller does not notice: no
   * event is missing or told twice, and the answer is the same.
   *
   * @param target {@code host:port} or a gRPC target URI such as {@code dns:///host:port}, which
   *     may stand for several schedulers
   * @param others more targets
   */
  static ClientBuilder builder(String target, String... others) {
    return new ClientBuilder(Stream.concat(Stream.of(target), Stream.of(others)).toList());
  }

  /**
   * Generates an answer and waits for it. An interrupt of the calling thread cancels it.
   *
   * @throws SparseDException if it fails
   */
  Completion complete(GenerationRequest request);

  /**
   * Generates an answer. Cancelling the future cancels the generation; the future fails with a
   * {@link SparseDException}.
   */
  CompletableFuture<Completion> completeAsync(GenerationRequest request);

  /** Generates an answer whose events the caller reads. Close the stream to cancel. */
  GenerationStream stream(GenerationRequest request);

  /** Generates an answer whose events a listener hears. */
  Cancellable stream(GenerationRequest request, GenerationListener listener);

  /**
   * The models that can be asked now, sorted by id.
   *
   * @throws SparseDException if the server cannot say
   */
  List<ModelInfo> models();

  /** Cancels what is running and frees the connection. */
  @Override
  void close();
}
