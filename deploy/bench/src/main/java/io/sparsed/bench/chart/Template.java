package io.sparsed.bench.chart;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A Mustache template of this artifact. */
public final class Template {
  private Template() {}

  /**
   * Fills a template; values are escaped unless the template says otherwise.
   *
   * @param owner class that the template lies beside
   * @param name file name of the template
   * @param values object whose components the template names
   */
  public static String fill(Class<?> owner, String name, Object values) {
    try (InputStream template = owner.getResourceAsStream(name)) {
      return Mustache.compiler()
          .escapeHTML(true)
          .strictSections(true)
          .emptyStringIsFalse(true)
          .compile(
              new String(
                  Objects.requireNonNull(template, name).readAllBytes(), StandardCharsets.UTF_8))
          .execute(values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
