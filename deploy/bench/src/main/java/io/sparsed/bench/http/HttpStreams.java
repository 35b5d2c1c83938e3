package io.sparsed.bench.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;

/** Reads answers over HTTP, each over a connection of its own. */
final class HttpStreams implements Streams {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final int port;
  private final byte[] request;

  HttpStreams(int port, int tokens) {
    this.port = port;
    this.request = request(tokens);
  }

  /** Returns a request for a stream that tells every step, after which the connection closes. */
  static byte[] request(int tokens) {
    String body =
        """
        {"prompt": %s, "max_tokens": %d, "steps": %d, "stop_at_eos": false, "stream": true,
         "denoise_events": true}\
        """
            .formatted(Arrays.toString(Streams.prompt()), tokens, tokens);
    return """
        POST /v1/completions HTTP/1.1\r
        Host: localhost\r
        Connection: close\r
        Content-Type: application/json\r
        Content-Length: %d\r
        \r
        %s"""
        .formatted(body.getBytes(UTF_8).length, body)
        .getBytes(UTF_8);
  }

  @Override
  public int read() throws IOException {
    int tokens = 0;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8))) {
      socket.getOutputStream().write(request);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("data: {")) {
          tokens += JSON.readTree(line.substring("data: ".length())).path("positions").size();
        }
      }
    }
    return tokens;
  }
}
