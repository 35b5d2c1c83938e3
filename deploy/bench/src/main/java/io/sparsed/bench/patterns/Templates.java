package io.sparsed.bench.patterns;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The templates and styles beside this class. A name that a template asks for must be there. */
final class Templates {
  private Templates() {}

  /** Fills a template; what it inserts is escaped unless the template says otherwise. */
  static String render(String name, Object values) {
    return Mustache.compiler()
        .escapeHTML(true)
        .strictSections(true)
        .emptyStringIsFalse(true)
        .compile(text(name + ".mustache"))
        .execute(values);
  }

  static String text(String name) {
    try (InputStream content = Templates.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(content, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
