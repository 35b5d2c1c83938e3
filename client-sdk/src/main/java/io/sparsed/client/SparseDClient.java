package io.sparsed.client;

import io.grpc.Channel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * A SparseDClient generates text on SparseD schedulers. Thread-safe; one client serves a whole
 * application.
 *
 * {@snippet :
 * try (SparseDClient client = SparseDClient.builder("localhost:50051").plaintext().build()) {
 *   GenerationRequest request =
 *       GenerationRequest.of(Prompt.chat(ChatMessage.user("Why is the sky blue?")));
 *   System.out.println(client.complete(request).text());
 * }
 * }
 *
 * <p>A call that fails throws a {@link SparseDException}, whose subclass tells what to do about it.
 */
public interface SparseDClient extends AutoCloseable {
  /**
   * Returns a builder of a client. Calls go to the schedulers in turn. If one is lost in the middle
   * of a generation, another goes on with it as {@link RetryPolicy} decides: no event is missing or
   * repeated, and the answer is the same.
   *
   * @param target {@code host:port} or a gRPC target URI such as {@code dns:///host:port}, which
   *     may stand for several schedulers
   * @param others more targets
   * @return the builder
   */
  static ClientBuilder builder(String target, String... others) {
    return new ClientBuilder(
        Stream.concat(Stream.of(target), Stream.of(others)).toList(), List.of());
  }

  /**
   * Returns a builder of a client that calls over channels of the caller's, one for each scheduler.
   * The caller configures them and shuts them down; closing the client only cancels its calls. A
   * channel should not repeat calls itself: {@link RetryPolicy} does.
   *
   * @param channel channel to a scheduler
   * @param others more channels
   * @return the builder
   */
  static ClientBuilder builder(Channel channel, Channel... others) {
    return new ClientBuilder(
        List.of(), Stream.concat(Stream.of(channel), Stream.of(others)).toList());
  }

  /**
   * Generates an answer and waits for it. An interrupt of the calling thread cancels the call.
   *
   * @param request request
   * @return the answer
   * @throws SparseDException if it fails
   */
  Completion complete(GenerationRequest request);

  /**
   * Generates an answer in the background. Cancelling the future cancels the generation. The future
   * fails with a {@link SparseDException}.
   *
   * @param request request
   * @return the answer, or why there is none
   */
  CompletableFuture<Completion> completeAsync(GenerationRequest request);

  /**
   * Generates an answer whose events the caller reads. Closing the stream cancels it.
   *
   * @param request request
   * @return the events
   */
  GenerationStream stream(GenerationRequest request);

  /**
   * Generates an answer whose events a listener receives.
   *
   * @param request request
   * @param listener receiver of the events
   * @return control over the running generation
   */
  Cancellable stream(GenerationRequest request, GenerationListener listener);

  /**
   * Tells how probable tokens are at their places in a text, by one forward of the model. An
   * interrupt of the calling thread cancels the call.
   *
   * @param request request
   * @return a score for each token of the scored parts, in their order
   * @throws SparseDException if it fails
   */
  List<TokenScore> score(ScoreRequest request);

  /**
   * Returns the models that requests may name now, sorted by id.
   *
   * @return the models
   * @throws SparseDException if the server cannot say
   */
  List<ModelInfo> models();

  /**
   * Returns a client that makes its calls in the name of another caller, over the connections of
   * this one. It lives as long as this one, and closing it does nothing.
   *
   * @param token bearer token of its calls; empty: none
   * @param apiKey key by which the scheduler tells clients apart; empty: none
   * @return the client of that caller
   */
  SparseDClient forCaller(Optional<String> token, Optional<String> apiKey);

  /** Cancels the running calls and closes the connections that the client made. */
  @Override
  void close();
}
