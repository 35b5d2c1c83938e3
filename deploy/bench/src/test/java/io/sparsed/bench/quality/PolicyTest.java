package io.sparsed.bench.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.client.PatternRule;
import io.sparsed.client.SparseOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  @ParameterizedTest
  @CsvSource({
    "nonsense, no policy 'nonsense'",
    "nonsense-0.3, 'window, streaming, random'",
    "window-0..3, no policy",
    "'', no policy",
    "window, needs a share of blocks",
    "dense-0.3, has no share",
    "dense-skip-0.2, has no skip",
    "sparsed-0.3, needs a skip",
    "window-0, above 0",
    "window-1.1, up to 1",
    "window-0.3-skip-2, from 0 to 1"
  })
  void parse_noPolicy_saysWhy(String name, String problem) {
    assertThatThrownBy(() -> Policy.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void parse_everyPolicyOfTheSuite_readsItsName() {
    assertThat(Suite.policies())
        .allSatisfy(policy -> assertThat(Policy.parse(policy.name())).isEqualTo(policy))
        .doesNotHaveDuplicates();
  }

  @Test
  void suite_always_holdsWhatThePaperCompares() {
    assertThat(Suite.policies())
        .extracting(Policy::name)
        .contains(
            "dense",
            "sparsed-0.3-skip-0.2",
            "sparsed-0.3-skip-0",
            "joint-0.3-skip-0.2",
            "shared-heads-0.3-skip-0.2",
            "window-0.3",
            "streaming-0.1",
            "random-0.3-skip-0.2");
  }

  @Test
  void options_ofABaselineFromTheFirstStep_skipNothing() {
    SparseOptions options = Policy.parse("window-0.3").options(32);

    assertThat(options.skip()).hasValue(0);
    assertThat(options.select()).hasValue(0.3);
    assertThat(options.blockSize()).hasValue(32);
  }

  @ParameterizedTest
  @CsvSource({
    "sparsed-0.3-skip-0.2, ISOLATED",
    "joint-0.3-skip-0.2, JOINT",
    "shared-heads-0.3-skip-0.2, SHARED_HEADS",
    "window-0.3, SLIDING_WINDOW",
    "streaming-0.3, ATTENTION_SINK",
    "random-0.3-skip-0.2, RANDOM"
  })
  void options_ofEachKind_nameItsRule(String name, PatternRule rule) {
    assertThat(Policy.parse(name).options(32).patternRule()).contains(rule);
  }

  @Test
  void options_ofDense_areTheOriginalModels() {
    assertThat(Policy.dense().options(32).origin()).contains(true);
  }
}
