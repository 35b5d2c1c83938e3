package io.sparsed.standalone.observability;

import static java.util.stream.Collectors.toMap;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** A collector that keeps the spans it is sent, as OTLP over HTTP has it. */
final class OtlpReceiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Received> spans = new CopyOnWriteArrayList<>();

  /** A span and the service that sent it. */
  record Received(String service, Span span) {
    Map<String, String> attributes() {
      return OtlpReceiver.attributes(span.getAttributesList());
    }
  }

  OtlpReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::receive);
    server.start();
  }

  String endpoint() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Returns the spans whose name ends like this. */
  List<Received> spans(String name) {
    return spans.stream().filter(each -> each.span().getName().endsWith(name)).toList();
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean isZipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
      var body = exchange.getRequestBody();
      var request =
          ExportTraceServiceRequest.parseFrom(isZipped ? new GZIPInputStream(body) : body);
      for (ResourceSpans each : request.getResourceSpansList()) {
        String service =
            attributes(each.getResource().getAttributesList()).getOrDefault("service.name", "");
        each.getScopeSpansList()
            .forEach(
                scope ->
                    scope.getSpansList().forEach(span -> spans.add(new Received(service, span))));
      }
      exchange.sendResponseHeaders(200, -1);
    }
  }

  private static Map<String, String> attributes(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(
            toMap(
                KeyValue::getKey,
                each ->
                    each.getValue().hasIntValue()
                        ? Long.toString(each.getValue().getIntValue())
                        : each.getValue().getStringValue()));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
