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
    "window-0.3-pattern-2, takes no pattern",
    "sparsed-0.3-skip-0.2-pattern-0, no policy",
    "window-0, above 0",
    "window-1.1, up to 1",
    "window-0.3-skip-2, from 0 to 1",
    "dense+, no acceleration ''",
    "dense+triple-4, no acceleration 'triple-4'",
    "dense+dual-x, no acceleration 'dual-x'",
    "dense+dual+prefix, no acceleration 'prefix'",
    "dense+stop+stop, no acceleration 'stop'",
    "dense+threshold, no acceleration 'threshold'",
    "dense+threshold-0.9+factor-1, no acceleration 'factor-1'"
  })
  void parse_noPolicy_saysWhy(String name, String problem) {
    assertThatThrownBy(() -> Policy.parse(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void parse_everyPolicyOfASuite_readsItsName() {
    for (Suite suite : Suite.values()) {
      assertThat(suite.policies())
          .startsWith(Policy.DENSE)
          .allSatisfy(policy -> assertThat(Policy.parse(policy.name())).isEqualTo(policy))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void reuse_always_holdsFastDllmAndEachRefresh() {
    assertThat(Suite.REUSE.policies())
        .hasSize(60)
        .extracting(Policy::name)
        .contains(
            "dense+dual",
            "dense+dual+threshold-0.9",
            "dense+prefix-4+factor-1",
            "sparsed-0.3-skip-0.2+dual-8",
            "sparsed-0.3-skip-0.2+entropy-0.5",
            "sparsed-0.3-skip-0.2+dual+threshold-0.9+stop");
  }

  @Test
  void attention_always_holdsWhatThePaperCompares() {
    assertThat(Suite.ATTENTION.policies())
        .hasSize(30)
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
    SparseOptions options = Policy.parse("window-0.3").attention().options(32);

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
    assertThat(Policy.parse(name).attention().options(32).patternRule()).contains(rule);
  }

  @Test
  void options_ofDense_areTheOriginalModels() {
    assertThat(Policy.DENSE.attention().options(32).origin()).contains(true);
  }
}
