package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.stub.StreamObserver;
import io.sparsed.v1.GenerationServiceGrpc;
import io.sparsed.v1.ListModelsRequest;
import io.sparsed.v1.ListModelsResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
  @TempDir Path folder;

  @Test
  void token_wrongOrMissing_isUnauthenticated() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.serving(
                InsecureServerCredentials.create(), new RequireToken("right"), new NoModels());
        SparseDClient without = server.client();
        SparseDClient wrong =
            SparseDClient.builder(server.target()).plaintext().token("wrong").build();
        SparseDClient right =
            SparseDClient.builder(server.target()).plaintext().token("right").build()) {
      assertThatThrownBy(without::models).isInstanceOf(UnauthenticatedException.class);
      assertThatThrownBy(wrong::models).isInstanceOf(UnauthenticatedException.class);
      assertThat(right.models()).isEmpty();
    }
  }

  @Test
  void forCaller_otherToken_sharesConnectionsAndLeavesThemOpen() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.serving(
                InsecureServerCredentials.create(), new RequireToken("right"), new NoModels());
        SparseDClient client = server.client()) {
      for (int call = 0; call < 2; call++) {
        try (SparseDClient caller = client.forCaller(Optional.of("right"), Optional.empty())) {
          assertThat(caller.models()).isEmpty();
        }
      }
      assertThatThrownBy(client::models).isInstanceOf(UnauthenticatedException.class);
    }
  }

  @Test
  void apiKey_set_isSentWithEveryCall() throws Exception {
    try (ScriptedServer server =
            ScriptedServer.serving(
                InsecureServerCredentials.create(), new RequireKey("mine"), new NoModels());
        SparseDClient without = server.client();
        SparseDClient with =
            SparseDClient.builder(server.target()).plaintext().apiKey("mine").build()) {
      assertThatThrownBy(without::models).isInstanceOf(UnauthenticatedException.class);
      assertThat(with.models()).isEmpty();
    }
  }

  @Test
  void tls_caFile_isTrustedAndOnlyThat() throws Exception {
    Path certificate = folder.resolve("server.pem");
    Path key = folder.resolve("server.key");
    Certificates.make(certificate, key, "san=ip:127.0.0.1");

    try (ScriptedServer server =
            ScriptedServer.serving(
                TlsServerCredentials.create(certificate.toFile(), key.toFile()),
                ScriptedServer::passThrough,
                new NoModels());
        SparseDClient trusting = SparseDClient.builder(server.target()).tls(certificate).build();
        SparseDClient systemRoots = SparseDClient.builder(server.target()).build()) {
      assertThatThrownBy(systemRoots::models)
          .isInstanceOf(UnavailableException.class)
          .hasStackTraceContaining("certi");
      assertThat(trusting.models()).isEmpty();
    }
  }

  @Test
  void tls_missingCaFile_isNamed() {
    Path missing = folder.resolve("missing.pem");

    assertThatThrownBy(() -> SparseDClient.builder("x").tls(missing).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(missing.toString());
  }

  private record RequireToken(String token) implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      String sent = headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
      if (!("Bearer " + token).equals(sent)) {
        call.close(Status.UNAUTHENTICATED.withDescription("wrong token"), new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return next.startCall(call, headers);
    }
  }

  private record RequireKey(String key) implements ServerInterceptor {
    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
      if (!key.equals(
          headers.get(Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER)))) {
        call.close(Status.UNAUTHENTICATED, new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return next.startCall(call, headers);
    }
  }

  private static final class NoModels extends GenerationServiceGrpc.GenerationServiceImplBase {
    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> observer) {
      observer.onNext(ListModelsResponse.getDefaultInstance());
      observer.onCompleted();
    }
  }
}
