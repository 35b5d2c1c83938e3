package io.sparsed.scheduler.grpc;

import com.google.common.base.Throwables;
import io.grpc.Status;
import io.netty.handler.ssl.NotSslRecordException;
import io.sparsed.scheduler.text.Excerpt;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Describes why a call failed, on one line; gRPC's own description is mostly "io exception". */
public final class ConnectionFailure {
  /** The description of gRPC's Netty transport if a server closes the connection unanswered. */
  private static final String HUNG_UP = "Network closed for unknown reason";

  private static final int MAX_CHARACTERS = 300;

  private ConnectionFailure() {}

  /**
   * Returns the code and the reason.
   *
   * @param flag flag of the command that asks for TLS
   */
  public static String describe(Status status, String flag) {
    String description =
        Optional.ofNullable(status.getDescription()).orElse("").lines().findFirst().orElse("");
    String reason = connection(status, flag).orElse(description);
    return status.getCode() + ": " + Excerpt.of(reason, MAX_CHARACTERS);
  }

  private static Optional<String> connection(Status status, String flag) {
    if (status.getCause() == null) {
      return HUNG_UP.equals(status.getDescription())
          ? Optional.of("it hung up: it ended, or it serves over TLS, which takes " + flag)
          : Optional.empty();
    }
    String root = String.valueOf(Throwables.getRootCause(status.getCause()).getMessage());
    return Throwables.getCausalChain(status.getCause()).stream()
        .flatMap(cause -> tls(cause, root, flag).stream())
        .findFirst()
        .or(() -> Optional.of(root));
  }

  private static Optional<String> tls(Throwable cause, String root, String flag) {
    return switch (cause) {
      case NotSslRecordException _ ->
          Optional.of("it does not speak TLS, which %s asks for".formatted(flag));
      case CertificateException _ -> Optional.of("TLS: its certificate is not trusted: " + root);
      // If this side ended the handshake, the reason is further down the causes.
      case SSLException _ when !(cause.getCause() instanceof Exception) ->
          Optional.of("TLS: it refused: " + cause.getMessage());
      default -> Optional.empty();
    };
  }
}
