package io.sparsed.client;

import java.util.Optional;

/** A ScoreRequest asks how probable some tokens of a text are. */
public final class ScoreRequest extends WireValue<io.sparsed.v1.ScoreRequest> {
  private ScoreRequest(io.sparsed.v1.ScoreRequest.Builder message) {
    super(message.build());
  }

  /**
   * Returns a request to the only model of the server.
   *
   * @param parts parts of the text in their order, at least one of them scored
   * @return the request
   */
  public static ScoreRequest of(ScorePart... parts) {
    io.sparsed.v1.ScoreRequest.Builder message = io.sparsed.v1.ScoreRequest.newBuilder();
    for (ScorePart part : parts) {
      message.addParts(part.message);
    }
    return new ScoreRequest(message);
  }

  /**
   * Returns the same request to another model.
   *
   * @param id id of one of {@link SparseDClient#models()}
   * @return the request
   */
  public ScoreRequest withModel(String id) {
    return new ScoreRequest(message.toBuilder().setModel(id));
  }

  /**
   * Returns the same request with another rank among the waiting requests of the same client.
   *
   * @param value rank
   * @return the request
   */
  public ScoreRequest withPriority(Priority value) {
    return new ScoreRequest(
        message.toBuilder().setPriority(io.sparsed.v1.Priority.valueOf("PRIORITY_" + value)));
  }

  /**
   * Returns the same request with a name in the server's logs.
   *
   * @param id name of at most 128 characters
   * @return the request
   */
  public ScoreRequest withRequestId(String id) {
    return new ScoreRequest(message.toBuilder().setRequestId(id));
  }

  /** {@return the id of the model; empty: the only one of the server} */
  public Optional<String> model() {
    return optional(message.getModel());
  }
}
