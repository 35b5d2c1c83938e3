package io.sparsed.scheduler.text.jinja;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Compiles and renders any text as a chat template. It renders or throws a JinjaException. */
public final class TemplateFuzz {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final Map<String, Object> VARIABLES =
      Map.of(
          "messages",
          List.of(
              Map.of("role", "system", "content", "Be brief."),
              Map.of("role", "user", "content", "Hi <b> ä \uD83D\uDE00")),
          "add_generation_prompt",
          true,
          "tools",
          List.of(Map.of("name", "f", "size", 7, "share", 0.5)),
          "bos_token",
          "<s>");

  private TemplateFuzz() {}

  /** Runs one input. */
  public static void fuzzerTestOneInput(byte[] source) {
    try {
      JinjaTemplate.of(new String(source, UTF_8), CLOCK).render(VARIABLES);
    } catch (JinjaException documented) {
      return;
    }
  }
}
