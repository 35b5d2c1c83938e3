package io.sparsed.client;

import io.grpc.Status;
import io.grpc.Status.Code;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * A TransportStatus tells in words for people why a call failed that the server did not answer
 * itself. What gRPC says of it stays as the cause.
 */
final class TransportStatus {
  private static final String NOT_TLS = "not an SSL/TLS record";
  private static final Pattern TOO_LARGE = Pattern.compile("exceeds maximum size (\\d+): (\\d+)");

  /** Descriptions of gRPC's transports that are not the server's words. */
  private static final Pattern INSIDES =
      Pattern.compile(
          "(?s)(HTTP/2|HTTP status|http2|Channel Pipeline|RST_STREAM|GOAWAY|Connection closed"
              + "|Network closed|Keepalive failed|content-type|protobuf).*");

  private TransportStatus() {}

  /**
   * Returns the status with a description for people.
   *
   * @param server address that was called
   * @param limit time that the call had
   */
  static Status explain(Status status, String server, Optional<Duration> limit) {
    String description = Optional.ofNullable(status.getDescription()).orElse("");
    Optional<String> words =
        switch (status.getCode()) {
          case UNAVAILABLE -> unreachable(status, description, server);
          case DEADLINE_EXCEEDED -> Optional.of(late(description, server, limit));
          // A cause comes from this side.
          case CANCELLED ->
              status.getCause() == null
                  ? Optional.of(server + " dropped the call")
                  : Optional.empty();
          case UNIMPLEMENTED -> Optional.of(noScheduler(description, server));
          case RESOURCE_EXHAUSTED -> exhausted(description, server);
          case INTERNAL, UNKNOWN -> broken(status, description, server);
          default -> Optional.empty();
        };
    Status told =
        words.isPresent() && status.getCode() == Code.CANCELLED ? Status.UNAVAILABLE : status;
    Throwable insides =
        status.getCause() == null ? new IOException(status.toString()) : status.getCause();
    return words.map(text -> told.withDescription(text).withCause(insides)).orElse(status);
  }

  /** Returns whether the two sides do not agree on TLS, which trying again does not change. */
  static boolean isLasting(Status status) {
    return causes(status)
        .anyMatch(cause -> cause instanceof SSLHandshakeException || isNotTls(cause));
  }

  private static Optional<String> unreachable(Status status, String description, String server) {
    if (status.getCause() != null) {
      return causes(status)
          .flatMap(cause -> unreachable(cause, server).stream())
          .findFirst()
          .or(() -> Optional.of("the connection to " + server + " was lost"));
    }
    if (description.startsWith("Network closed")) {
      return Optional.of(server + " hung up; if it serves over TLS, connect with TLS");
    }
    return INSIDES.matcher(description).find()
        ? Optional.of("the connection to " + server + " was lost")
        : Optional.empty();
  }

  private static Optional<String> unreachable(Throwable cause, String server) {
    return Optional.ofNullable(
        cause instanceof SSLException problem
            ? refused(problem, server)
            : cause instanceof CertificateException problem
                ? untrusted(problem, "the TLS certificate of " + server)
                : unconnected(cause, "cannot connect to " + server));
  }

  private static @Nullable String unconnected(Throwable cause, String failure) {
    if (cause instanceof UnknownHostException) {
      return failure + ": no such host";
    }
    if (cause instanceof ConnectException) {
      return failure + ": " + reason(cause);
    }
    return cause instanceof NoRouteToHostException ? failure + ": no route to host" : null;
  }

  private static @Nullable String untrusted(CertificateException cause, String certificate) {
    if (cause instanceof CertificateExpiredException) {
      return certificate + " has expired";
    }
    if (cause instanceof CertificateNotYetValidException) {
      return certificate + " is not valid yet";
    }
    if (isForAnotherHost(cause)) {
      return certificate + " is for another host: " + cause.getMessage();
    }
    return isExplainedBelow(cause) ? null : certificate + " is not signed by a trusted authority";
  }

  private static @Nullable String refused(SSLException cause, String server) {
    if (isNotTls(cause)) {
      return server + " does not speak TLS: connect to it in plaintext";
    }
    return cause instanceof SSLHandshakeException && !(cause.getCause() instanceof Exception)
        ? server + " refused the TLS connection: " + cause.getMessage()
        : null;
  }

  private static boolean isForAnotherHost(CertificateException problem) {
    String text = String.valueOf(problem.getMessage());
    return text.startsWith("No subject alternative") || text.startsWith("No name matching");
  }

  private static boolean isExplainedBelow(CertificateException problem) {
    return chain(problem.getCause()).anyMatch(CertificateException.class::isInstance);
  }

  private static boolean isNotTls(Throwable cause) {
    return cause instanceof SSLException && String.valueOf(cause.getMessage()).startsWith(NOT_TLS);
  }

  /** Returns the system's words for a connection that failed: Netty's add the address. */
  private static String reason(Throwable cause) {
    String text = String.valueOf(cause.getMessage()).replaceFirst(": [^ ]*/.*$", "");
    return text.toLowerCase(Locale.ROOT) + "; does a scheduler run there?";
  }

  private static String late(String description, String server, Optional<Duration> limit) {
    String passed =
        "the deadline" + limit.map(time -> " of " + seconds(time)).orElse("") + " passed";
    return description.contains("connecting_and_lb_delay")
            && description.contains("was_still_waiting")
        ? passed + " without a connection to " + server
        : passed + " before " + server + " answered: allow more time, or ask for less";
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%s s", time.toMillis() / 1000.0).replace(".0 s", " s");
  }

  private static String noScheduler(String description, String server) {
    String method = description.replaceFirst("^Method not found: ", "");
    return INSIDES.matcher(description).find()
        ? server + " is no scheduler: it answers without gRPC"
        : server + " is no scheduler, or one of another version: it does not serve " + method;
  }

  private static Optional<String> exhausted(String description, String server) {
    Matcher size = TOO_LARGE.matcher(description);
    if (size.find()) {
      return Optional.of(
          "a message of %s bytes exceeds maximum size %s: send or ask for less"
              .formatted(size.group(2), size.group(1)));
    }
    return description.contains("ENHANCE_YOUR_CALM")
        ? Optional.of(server + " hung up: it is pinged too often; set a longer keep-alive")
        : Optional.empty();
  }

  private static Optional<String> broken(Status status, String description, String server) {
    if (causes(status).anyMatch(TransportStatus::isTooLongAHeader)) {
      return Optional.of(server + " takes no headers as long: shorten the token or the API key");
    }
    return status.getCause() != null || INSIDES.matcher(description).find()
        ? Optional.of(server + " answers, but not as a scheduler does: is it one?")
        : Optional.empty();
  }

  private static boolean isTooLongAHeader(Throwable cause) {
    return String.valueOf(cause.getMessage()).startsWith("Header size exceeded");
  }

  private static Stream<Throwable> causes(Status status) {
    return chain(status.getCause());
  }

  private static Stream<Throwable> chain(@Nullable Throwable first) {
    return Stream.iterate(first, cause -> cause != null, Throwable::getCause);
  }
}
