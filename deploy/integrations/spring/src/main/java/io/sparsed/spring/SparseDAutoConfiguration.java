package io.sparsed.spring;

import io.micrometer.core.instrument.binder.grpc.ObservationGrpcClientInterceptor;
import io.micrometer.observation.ObservationRegistry;
import io.sparsed.client.ClientBuilder;
import io.sparsed.client.RetryPolicy;
import io.sparsed.client.SparseDClient;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes a {@link SparseDClient}, which is closed with the application, and what watches it. */
@AutoConfiguration(
    afterName =
        "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@EnableConfigurationProperties(SparseDProperties.class)
public final class SparseDAutoConfiguration {
  SparseDAutoConfiguration() {}

  @Bean(destroyMethod = "close")
  @ConditionalOnMissingBean
  SparseDClient sparseDClient(
      SparseDProperties properties, ObjectProvider<ClientBuilderCustomizer> customizers) {
    String[] targets = properties.targets().toArray(String[]::new);
    ClientBuilder builder =
        SparseDClient.builder(targets[0], Arrays.copyOfRange(targets, 1, targets.length))
            .keepAlive(properties.keepAlive())
            .retry(RetryPolicy.builder().attempts(properties.retryAttempts()).build());
    if (properties.plaintext()) {
      builder.plaintext();
    }
    Optional.ofNullable(properties.certificateAuthorities()).ifPresent(builder::tls);
    Optional.ofNullable(properties.token()).ifPresent(builder::token);
    Optional.ofNullable(properties.apiKey()).ifPresent(builder::apiKey);
    Optional.ofNullable(properties.deadline()).ifPresent(builder::defaultDeadline);
    customizers.orderedStream().forEach(change -> change.customize(builder));
    return builder.build();
  }

  /**
   * Tells observations of every attempt of every call: timers, and spans where there is tracing.
   */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ObservationGrpcClientInterceptor.class)
  @ConditionalOnBean(type = "io.micrometer.observation.ObservationRegistry")
  static class Observations {
    @Bean
    ClientBuilderCustomizer sparseDObservations(ObservationRegistry registry) {
      return builder -> builder.intercept(new ObservationGrpcClientInterceptor(registry));
    }
  }

  /** Tells the application's health endpoint which models are served. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
  static class HealthOfClient {
    @Bean
    @ConditionalOnEnabledHealthIndicator("sparsed")
    HealthIndicator sparseDHealthIndicator(SparseDClient client) {
      return new SparseDHealthIndicator(client);
    }
  }
}
