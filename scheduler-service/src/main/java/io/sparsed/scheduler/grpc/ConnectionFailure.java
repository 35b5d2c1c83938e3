package io.sparsed.scheduler.grpc;

import com.google.common.base.Throwables;
import io.grpc.Status;
import io.netty.handler.ssl.NotSslRecordException;
import io.sparsed.scheduler.text.Excerpt;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Describes why a call failed, on one line; gRPC's own description is mostly "io exception". */
final class ConnectionFailure {
  /** The description of gRPC's Netty transport if a server closes the connection unanswered. */
  private static final String HUNG_UP = "Network closed for unknown reason";

  private static final int MAX_CHARACTERS = 300;

  private ConnectionFailure() {}

  static String describe(Status status) {
    String description =
        Optional.ofNullable(status.getDescription()).orElse("").lines().findFirst().orElse("");
    String reason = connection(status).orElse(description);
    return status.getCode() + ": " + Excerpt.of(reason, MAX_CHARACTERS);
  }

  private static Optional<String> connection(Status status) {
    if (status.getCause() == null) {
      return HUNG_UP.equals(status.getDescription())
          ? Optional.of("it hung up; if it serves over TLS, the scheduler needs --worker-tls")
          : Optional.empty();
    }
    String root = String.valueOf(Throwables.getRootCause(status.getCause()).getMessage());
    return Throwables.getCausalChain(status.getCause()).stream()
        .flatMap(cause -> tls(cause, root).stream())
        .findFirst()
        .or(() -> Optional.of(root));
  }

  private static Optional<String> tls(Throwable cause, String root) {
    return switch (cause) {
      case NotSslRecordException _ ->
          Optional.of("it does not speak TLS, which --worker-tls asks for");
      case CertificateException _ -> Optional.of("TLS: its certificate is not trusted: " + root);
      // If this side ended the handshake, the reason is further down the causes.
      case SSLException _ when !(cause.getCause() instanceof Exception) ->
          Optional.of("TLS: it refused: " + cause.getMessage());
      default -> Optional.empty();
    };
  }
}
