package io.sparsed.spring;

import io.sparsed.client.ClientBuilder;

/** A ClientBuilderCustomizer is a bean that changes the client's builder after the properties. */
@FunctionalInterface
public interface ClientBuilderCustomizer {
  /**
   * Changes the builder.
   *
   * @param builder builder with the properties set
   */
  void customize(ClientBuilder builder);
}
