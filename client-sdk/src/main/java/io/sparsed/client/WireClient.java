package io.sparsed.client;

import io.sparsed.v1.CompleteResponse;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.ListModelsResponse;
import io.sparsed.v1.ScoreResponse;
import java.util.Optional;

/**
 * A WireClient sends the protobuf messages of the wire contract over the connections of a {@link
 * SparseDClient}, and repeats and resumes calls as that does. It is for tools that read or write
 * the contract's JSON; applications use {@link SparseDClient}, whose types they can rely on.
 * Thread-safe.
 */
public final class WireClient {
  private final GrpcClient client;

  private WireClient(GrpcClient client) {
    this.client = client;
  }

  /**
   * Returns a WireClient that lives as long as {@code client}.
   *
   * @param client client with connections
   * @return the client of messages
   * @throws IllegalArgumentException if a {@link ClientBuilder} did not make the client
   */
  public static WireClient of(SparseDClient client) {
    if (client instanceof GrpcClient connected) {
      return new WireClient(connected);
    }
    throw new IllegalArgumentException("needs a client with connections, got " + client);
  }

  /**
   * Returns the event that a message stands for, in fakes of a client too.
   *
   * @param message event of the contract
   * @return the event; empty for one of a newer server, which this client does not know
   */
  public static Optional<Event> event(GenerateResponse message) {
    return Optional.ofNullable(
        switch (message.getEventCase()) {
          case ACCEPTED -> new Event.Accepted(message.getAccepted());
          case PROGRESS -> new Event.Progress(message.getProgress());
          case FINISHED -> new Event.Finished(message.getFinished());
          case EVENT_NOT_SET -> null;
        });
  }

  /**
   * Returns the completion that a message stands for, in fakes of a client too.
   *
   * @param message completion of the contract
   * @return the completion
   */
  public static Completion completion(CompleteResponse message) {
    return new Completion(message);
  }

  /**
   * Returns the model that a message stands for, in fakes of a client too.
   *
   * @param message model of the contract
   * @return the model
   */
  public static ModelInfo model(io.sparsed.v1.ModelInfo message) {
    return new ModelInfo(message);
  }

  /**
   * Generates an answer and waits for it, within the client's default deadline. An interrupt of the
   * calling thread cancels it.
   *
   * @param request request of the contract
   * @return the completion
   * @throws SparseDException if it fails
   */
  public CompleteResponse complete(GenerateRequest request) {
    CompleteResponse response = client.startComplete(request, Optional.empty()).await();
    if (request.getResponse().getPromptTokenIds()) {
      return response;
    }
    // The client asked for them, to be able to resume.
    return response.toBuilder()
        .setAccepted(response.getAccepted().toBuilder().clearPromptTokenIds())
        .build();
  }

  /**
   * Generates an answer to a request of the SDK's own types and waits for it.
   *
   * @param request request
   * @return the completion
   * @throws SparseDException if it fails
   */
  public CompleteResponse complete(GenerationRequest request) {
    return client.startComplete(request.message, request.deadline()).await();
  }

  /**
   * Tells how probable tokens are at their places in a text.
   *
   * @param request request of the SDK's own type
   * @return the scores
   * @throws SparseDException if it fails
   */
  public ScoreResponse score(ScoreRequest request) {
    return client.score(request.message);
  }

  /**
   * Returns the models that can be asked for now.
   *
   * @return the models
   * @throws SparseDException if the scheduler cannot say
   */
  public ListModelsResponse listModels() {
    return client.listModels();
  }
}
