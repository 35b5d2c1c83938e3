package io.sparsed.scheduler.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.text.Normalizer;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Tests that text is composed as by the library, in bounded time. */
class CompositionTest {
  private static final String[] PARTS = {
    "a",
    " ",
    "e",
    "\u0301",
    "\u0323",
    "\u0345",
    "\u1112",
    "\u1161",
    "\u11ab",
    "\uac00",
    "\u0915",
    "\u093c",
    "\u212a",
    "\ufb2c",
    "\uD834\uDD5E",
    "\uD804\uDC99",
    "\uD804\uDCBA",
    "\u6f22",
    ">",
    "\u0338"
  };

  @Test
  void of_anyText_isNormalizationFormC() {
    Random random = new Random(5);
    for (int i = 0; i < 30; i++) {
      StringBuilder text = new StringBuilder();
      random.ints(9_000, 0, PARTS.length).forEach(part -> text.append(PARTS[part]));
      assertThat(Composition.of(text.toString()))
          .isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFC));
    }
  }

  @Test
  void of_marksWithoutEnd_takesNotTheSquareOfTheirTime() {
    String marks = "\u0301\u0323".repeat(500_000);
    String composed =
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> Composition.of(marks));
    assertThat(composed).hasSameSizeAs(marks);
  }

  @Test
  void of_interruptedThread_isCancelled() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> Composition.of("a"));
    assertThat(Thread.interrupted()).isTrue();
  }
}
