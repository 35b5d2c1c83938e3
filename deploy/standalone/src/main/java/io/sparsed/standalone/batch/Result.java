package io.sparsed.standalone.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sparsed.standalone.failure.Failure;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Result is the outcome of a request. Its line begins with {@link RequestLine#toJson}, by which a
 * later run knows which request it belongs to.
 *
 * @param json line of the file of results
 * @param isFailure whether the request failed
 */
record Result(String json, boolean isFailure) {
  /** Begin of the line of every result. */
  static final String BEGIN = "{\"request\":";

  private static final JsonFactory PARSERS = new JsonFactory();

  /**
   * A Binding is what a line of results tells.
   *
   * @param digest digest of the request; empty if the line is no result
   * @param isFailure whether the request failed
   */
  record Binding(String digest, boolean isFailure) {}

  /** Returns the result of an answered request. */
  static Result of(RequestLine request, String response) {
    String rest = response.equals("{}") ? "}" : "," + response.substring(1);
    return new Result(BEGIN + request.toJson() + rest, false);
  }

  /** Returns the result of a failed request. */
  static Result of(RequestLine request, Failure failure) {
    return new Result(of(request, failure.toJson().toString()).json, true);
  }

  /** Reads which request a line of results belongs to, without the rest of the line. */
  static Binding read(String line) {
    if (!line.startsWith(BEGIN)) {
      return new Binding("", false);
    }
    String digest = "";
    try (JsonParser parser = PARSERS.createParser(line.substring(BEGIN.length()))) {
      for (@Nullable JsonToken token = parser.nextToken();
          token != null && token != JsonToken.END_OBJECT;
          token = parser.nextToken()) {
        if ("digest".equals(parser.currentName())) {
          digest = Objects.requireNonNullElse(parser.nextTextValue(), "");
        }
      }
      long end = BEGIN.length() + parser.currentLocation().getCharOffset();
      return new Binding(digest, line.startsWith(",\"error\"", (int) end));
    } catch (IOException e) {
      return new Binding("", false);
    }
  }
}
