package io.sparsed.spring;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * SparseDProperties tell which schedulers the client calls, and how.
 *
 * @param targets Schedulers as host:port, or gRPC target URIs such as dns:///host:port.
 * @param plaintext Whether to connect without TLS, on a loopback or trusted network.
 * @param certificateAuthorities PEM file of the certificate authorities to trust, instead of the
 *     system's.
 * @param token Bearer token of every call.
 * @param apiKey Key by which the scheduler tells clients apart, to be fair.
 * @param deadline Time that a call may take, with all repetitions. Unlimited by default.
 * @param keepAlive Time without traffic after which a running call pings the scheduler.
 * @param retryAttempts Further attempts in a row of a call that was lost.
 */
@ConfigurationProperties("sparsed")
record SparseDProperties(
    @DefaultValue("localhost:50051") List<String> targets,
    @DefaultValue("false") boolean plaintext,
    @Nullable Path certificateAuthorities,
    @Nullable String token,
    @Nullable String apiKey,
    @Nullable Duration deadline,
    @DefaultValue("30s") Duration keepAlive,
    @DefaultValue("8") int retryAttempts) {}
