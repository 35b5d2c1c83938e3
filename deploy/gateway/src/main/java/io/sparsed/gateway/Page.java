package io.sparsed.gateway;

import io.sparsed.gateway.http.Exchange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A Page holds the files of the page, which ask no other host for anything. Immutable. */
final class Page {
  private static final Map<String, String> TYPES =
      Map.of(
          "index.html", "text/html; charset=utf-8",
          "page.css", "text/css; charset=utf-8",
          "page.js", "text/javascript; charset=utf-8",
          "stream.js", "text/javascript; charset=utf-8",
          "canvas.js", "text/javascript; charset=utf-8",
          "run.js", "text/javascript; charset=utf-8",
          "pattern.js", "text/javascript; charset=utf-8",
          "icon.svg", "image/svg+xml");

  private static final Map<String, String> HEADERS =
      Map.of(
          "content-security-policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'",
          "x-content-type-options",
          "nosniff",
          "referrer-policy",
          "no-referrer",
          "cache-control",
          "no-cache");

  private final Map<String, byte[]> files;

  private Page(Map<String, byte[]> files) {
    this.files = files;
  }

  static Page load() {
    Map<String, byte[]> files = new HashMap<>();
    for (String name : TYPES.keySet()) {
      try (InputStream file = Page.class.getResourceAsStream("/page/" + name)) {
        files.put(name, Objects.requireNonNull(file, name).readAllBytes());
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + name + " of the page", e);
      }
    }
    return new Page(files);
  }

  /** Answers with the file of a path; returns false if there is none. */
  boolean reply(Exchange exchange) {
    String path = exchange.request().path();
    String name = path.equals("/") ? "index.html" : path.substring(1);
    byte[] file = files.get(name);
    if (file == null) {
      return false;
    }
    exchange.addHeaders(HEADERS);
    return exchange.reply(200, Objects.requireNonNull(TYPES.get(name)), file);
  }
}
