package io.sparsed.worker.grpc;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthGrpc;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A CallerNames refuses calls of peers whose certificate carries none of the permitted names. Every
 * peer with a trusted certificate may ask for the health, as the worker's own container does.
 * Thread-safe.
 */
public final class CallerNames implements ServerInterceptor {
  private final Set<String> permitted;

  /** Creates an interceptor that serves the peers with one of these names. */
  public CallerNames(Collection<String> permitted) {
    this.permitted = Set.copyOf(permitted);
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    List<String> names = names(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
    if (HealthGrpc.SERVICE_NAME.equals(call.getMethodDescriptor().getServiceName())
        || names.stream().anyMatch(permitted::contains)) {
      return next.startCall(call, headers);
    }
    var refusal = WorkerErrors.notPermitted(names);
    call.close(refusal.getStatus(), Objects.requireNonNull(refusal.getTrailers()));
    return new ServerCall.Listener<>() {};
  }

  private static List<String> names(@Nullable SSLSession session) {
    try {
      Certificate[] chain = session == null ? new Certificate[0] : session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate own ? names(own) : List.of();
    } catch (SSLPeerUnverifiedException | CertificateParsingException | InvalidNameException e) {
      return List.of();
    }
  }

  /**
   * Returns the common name of a certificate, and its alternative names as far as they are text.
   */
  private static List<String> names(X509Certificate certificate)
      throws CertificateParsingException, InvalidNameException {
    List<String> names = new ArrayList<>();
    for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
      if (part.getType().equalsIgnoreCase("CN")) {
        names.add(part.getValue().toString());
      }
    }
    var alternatives =
        Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.<List<?>>of());
    for (List<?> alternative : alternatives) {
      if (alternative.get(1) instanceof String name) {
        names.add(name);
      }
    }
    return names;
  }
}
