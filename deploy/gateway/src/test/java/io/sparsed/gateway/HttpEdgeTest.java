package io.sparsed.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparsed.gateway.http.HttpLimits;
import io.sparsed.scheduler.Endpoint;
import io.sparsed.scheduler.access.ClientToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are wrong, clients that misbehave, and a scheduler with a token. */
class HttpEdgeTest {
  private static final String CHAT = "v1/chat/completions";
  private static final String TOKEN = "right";

  private static DemoGateway gateway;
  private static Http http;

  @TempDir static Path folder;

  @BeforeAll
  static void start() throws Exception {
    Path tokens = folder.resolve("tokens");
    Files.writeString(tokens, ClientToken.of("app", TOKEN).line() + "\n");
    HttpLimits limits =
        new HttpLimits(
            100_000,
            50,
            Duration.ofSeconds(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(50));
    gateway =
        new DemoGateway(
            config -> config.withEndpoint(Endpoint.LOOPBACK.withTokens(Optional.of(tokens))),
            limits);
    http = new Http(gateway);
  }

  @AfterAll
  static void stop() {
    http.close();
    gateway.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"messages": []}                                  | messages                  | invalid_value
          {}                                                | messages                  | missing_required_parameter
          {"messages": [{"role": "critic", "content": "a"}]} | messages[0].role         | invalid_value
          {"messages": [{"role": "tool", "content": "a"}]}  | messages[0].role          | invalid_request
          {"messages": [{"role": "user"}]}                  | messages[0].content       | missing_required_parameter
          {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]} | messages[0].content[0] | invalid_value
          {$, "logit_bias": {"1": 2}}                       | logit_bias                | unsupported_parameter
          {$, "tools": [{"type": "function"}]}              | tools                     | invalid_request
          {$, "tools": {"type": "function"}}                | tools                     | invalid_value
          {$, "logprobs": true}                             | logprobs                  | unsupported_parameter
          {$, "response_format": {"type": "json_object"}}   | response_format           | unsupported_parameter
          {$, "presence_penalty": 0.5}                      | presence_penalty          | unsupported_parameter
          {$, "max_tokens": 0}                              | max_tokens                | invalid_value
          {$, "max_tokens": 1.5}                            | max_tokens                | invalid_value
          {$, "max_tokens": 1000000}                        | max_tokens                | invalid_request
          {$, "steps": 7, "max_tokens": 64}                 | steps                     | invalid_request
          {$, "reuse": "twice"}                             | reuse                     | invalid_value
          {$, "sparse": {"selekt": 0.5}}                    | sparse.selekt             | unknown_parameter
          {$, "n": 0}                                       | n                         | invalid_value
          {$, "stop": ["a","b","c","d","e"]}                | stop                      | invalid_value
          {$, "stop": ""}                                   | stop                      | invalid_value
          {$, "stream_options": {"include_usage": true}}    | stream_options            | invalid_value
          {$, "threshold": 0.9, "factor": 1}                | factor                    | invalid_value
          {$, "temperatur": 1}                              | temperatur                | unknown_parameter
          {$, "temperature": "hot"}                         | temperature               | invalid_value
          {$, "model": "gpt-9"}                             | model                     | model_not_found
          """)
  void chat_wrongField_isNamed(String body, String param, String code) throws Exception {
    HttpResponse<String> response =
        http.send(
            authorized(
                body.replace("$", "\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]")));

    JsonNode error = Http.json(response).path("error");
    assertThat(response.statusCode()).isEqualTo(code.equals("model_not_found") ? 404 : 400);
    assertThat(error.path("param").asText()).isEqualTo(param);
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("message").asText()).isNotBlank();
    assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
  }

  @ParameterizedTest
  @CsvSource({
    "{\"seed\": NaN}, Non-standard token 'NaN'",
    "{\"user\": \"\u00ff\"}, Invalid UTF-8",
    "[, Unexpected end-of-input",
  })
  void chat_bodyIsNoJson_saysWhy(String body, String why) throws Exception {
    HttpResponse<String> response =
        http.send(
            authorized("").POST(HttpRequest.BodyPublishers.ofByteArray(body.getBytes(ISO_8859_1))));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(Http.json(response).path("error").path("code").asText()).isEqualTo("invalid_json");
    assertThat(Http.json(response).path("error").path("message").asText())
        .contains(why)
        .doesNotContain("`");
  }

  @Test
  void token_missingOrWrong_isUnauthorized() throws Exception {
    assertThat(http.get("v1/models").statusCode()).isEqualTo(401);
    HttpResponse<String> wrong =
        http.send(http.request(CHAT, hello("")).header("Authorization", "Bearer wrong"));

    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(Http.json(wrong).path("error").path("code").asText()).isEqualTo("unauthenticated");
    assertThat(http.send(authorized(hello(", \"max_tokens\": 8"))).statusCode()).isEqualTo(200);
  }

  @Test
  void body_tooLarge_isRefused() throws Exception {
    HttpResponse<String> response = http.send(authorized(" ".repeat(200_000)));

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(Http.json(response).path("error").path("code").asText())
        .isEqualTo("request_too_large");
  }

  @Test
  void request_ofAnotherKind_isRefused() throws Exception {
    assertThat(http.get(CHAT).statusCode()).isEqualTo(405);
    assertThat(http.get("v1/other").statusCode()).isEqualTo(404);
    assertThat(http.send(authorized("{\"a\": 1, \"a\": 2}")).statusCode()).isEqualTo(400);
    assertThat(http.send(authorized("no JSON")).statusCode()).isEqualTo(400);
    try (RawConnection connection = new RawConnection(gateway.port())) {
      connection.send(
          "POST /v1/completions HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
              + "Content-Length: 2\r\n\r\n{}");
      assertThat(firstLine(connection)).contains("415");
    }
  }

  @Test
  void probes_answer() throws Exception {
    assertThat(http.get("livez").body()).isEqualTo("ok\n");
    assertThat(http.get("readyz").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/models/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /v1/completions HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/completions HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
      })
  void request_noHttp_isToldSoAndCutOff(String bytes) throws Exception {
    try (RawConnection connection = new RawConnection(gateway.port())) {
      connection.send(bytes);

      assertThat(new String(connection.in().readAllBytes(), UTF_8))
          .startsWith("HTTP/1.1 400 ")
          .endsWith("send a valid HTTP request, of short headers\n");
    }
  }

  @Test
  void request_halfSent_isCutOff() throws Exception {
    try (RawConnection connection = new RawConnection(gateway.port())) {
      connection.send("POST /v1/completions HTTP/1.1\r\nContent-Length: 100\r\n\r\n{");

      assertThat(connection.in().read()).isEqualTo(-1);
    }
  }

  @Test
  void request_sentByteByByte_isCutOff() throws Exception {
    try (RawConnection connection = new RawConnection(gateway.port())) {
      connection.send("POST /v1/completions HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n");

      await()
          .pollInterval(Duration.ofMillis(50))
          .until(
              () -> {
                try {
                  connection.send("{");
                  return false;
                } catch (IOException e) {
                  return true;
                }
              });
    }
  }

  @Test
  void requests_sentAtOnce_areAnsweredInOrder() throws Exception {
    try (RawConnection connection = new RawConnection(gateway.port())) {
      connection.send(
          """
          GET /livez HTTP/1.1\r
          Host: x\r
          \r
          GET /none HTTP/1.1\r
          Host: x\r
          Connection: close\r
          \r
          """);
      String answers = new String(connection.in().readAllBytes(), UTF_8);

      assertThat(answers.indexOf("200 OK")).isLessThan(answers.indexOf("404 Not Found"));
      assertThat(answers).contains("ok\n");
    }
  }

  @Test
  void stream_deadline_isTold() throws Exception {
    HttpResponse<String> response =
        http.send(
            authorized(
                hello(
                    ", \"max_tokens\": 1024, \"timeout\": 0.3, \"stream\": true,"
                        + " \"stop_at_eos\": false")));

    assertThat(response.body()).contains("deadline").doesNotContain("[DONE]");
  }

  @Test
  void stream_nobodyReads_isCutOffAndCostsNobody() throws Exception {
    List<RawConnection> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        RawConnection connection = new RawConnection(gateway.port());
        silent.add(connection);
        String body = hello(", \"max_tokens\": 256, \"stream\": true, \"denoise_events\": true");
        connection.send(
            "POST /%s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(CHAT, TOKEN, body.length(), body));
      }
      assertThat(http.send(authorized(hello(", \"max_tokens\": 8"))).statusCode()).isEqualTo(200);
    } finally {
      for (RawConnection connection : silent) {
        connection.close();
      }
    }
    await().until(() -> gateway.scheduler().requests() == 0);
  }

  private static HttpRequest.Builder authorized(String body) {
    return http.request(CHAT, body).header("Authorization", "Bearer " + TOKEN);
  }

  private static String hello(String more) {
    return "{\"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]%s}".formatted(more);
  }

  private static String firstLine(RawConnection connection) throws Exception {
    return new BufferedReader(new InputStreamReader(connection.in(), UTF_8)).readLine();
  }
}
