package io.sparsed.client;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Adds the bearer token and the API key to the headers of every call. Thread-safe. */
final class CallerHeaders extends CallCredentials {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Metadata.Key<String> API_KEY =
      Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER);

  private final Optional<String> token;
  private final Optional<String> apiKey;

  CallerHeaders(Optional<String> token, Optional<String> apiKey) {
    this.token = token;
    this.apiKey = apiKey;
  }

  @Override
  public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
    Metadata headers = new Metadata();
    token.ifPresent(value -> headers.put(AUTHORIZATION, "Bearer " + value));
    apiKey.ifPresent(value -> headers.put(API_KEY, value));
    applier.apply(headers);
  }
}
