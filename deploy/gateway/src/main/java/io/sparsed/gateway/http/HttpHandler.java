package io.sparsed.gateway.http;

/** An HttpHandler answers requests, each on a virtual thread of its own. */
@FunctionalInterface
public interface HttpHandler {
  /**
   * Answers a request.
   *
   * @throws ClientGoneException if the client closed its connection, or does not read
   */
  void handle(Exchange exchange) throws ClientGoneException;
}
