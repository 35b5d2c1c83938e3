package io.sparsed.scheduler.grpc;

import com.google.common.base.Throwables;
import io.grpc.Status;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Why a call to a worker failed, on one line for operators. gRPC itself says "io exception" of most
 * that goes wrong below it.
 */
final class Reason {
  /** What gRPC's Netty transport says of a server that hangs up on what it takes for garbage. */
  private static final String HUNG_UP = "Network closed for unknown reason";

  private Reason() {}

  static String of(Status status) {
    String said =
        Optional.ofNullable(status.getDescription()).orElse("").lines().findFirst().orElse("");
    return status.getCode() + ": " + connection(status).orElse(said);
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
      // Of a handshake that this side ended, the reason is further down.
      case SSLException _ when !(cause.getCause() instanceof Exception) ->
          Optional.of("TLS: it refused: " + cause.getMessage());
      default -> Optional.empty();
    };
  }
}
