package io.sparsed.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StopTextsTest {
  private final StopTexts stops = new StopTexts(List.of("END", "\n\n"));

  @Test
  void find_several_isTheFirstInTheAnswer() {
    assertThat(stops.find("a\n\nb END")).hasValue(1);
    assertThat(stops.find("a\nb EN")).isEmpty();
  }

  @Test
  void safeLength_beginOfAStop_isHeldBack() {
    assertThat(stops.safeLength("a EN")).isEqualTo(2);
    assertThat(stops.safeLength("a\n")).isEqualTo(1);
    assertThat(stops.safeLength("a ENx")).isEqualTo(5);
    assertThat(new StopTexts(List.of()).safeLength("any")).isEqualTo(3);
  }
}
