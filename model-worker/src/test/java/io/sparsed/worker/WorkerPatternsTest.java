package io.sparsed.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;

/** Tests the calls that put, get and drop patterns. */
class WorkerPatternsTest extends ServedWorker {
  @Test
  void forward_patternMissing_failedPreconditionUntilPut() {
    var selected = stub.forward(request().setAttention(select("p", 32)).build());
    var pattern = PatternBits.fetch(stub, "p");
    var before = stub.forward(request().setAttention(sparse("p")).build());
    drop("p");

    var failure = failure(() -> stub.forward(request().setAttention(sparse("p")).build()));
    assertThat(failure.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(reason(failure)).isEqualTo("PATTERN_MISSING");
    assertThat(reason(failure(() -> PatternBits.fetch(stub, "p")))).isEqualTo("PATTERN_MISSING");

    PatternSender.put(channel, selected.getPattern(), pattern.bytes());
    PatternSender.put(channel, selected.getPattern(), pattern.bytes());
    var after = stub.forward(request().setAttention(sparse("p")).build());
    assertThat(after.getConfidencesList()).isEqualTo(before.getConfidencesList());
    assertThat(PatternBits.fetch(stub, "p").words()).isEqualTo(pattern.words());
  }

  @Test
  void forward_newerPatternsOverTheBound_oldestForgotten() {
    for (var id : new String[] {"a", "b", "c", "d"}) {
      stub.forward(request().setAttention(select(id, 16)).build()); // 3 x 4 x 13 words: 1248 bytes
    }
    assertThat(reason(failure(() -> PatternBits.fetch(stub, "a")))).isEqualTo("PATTERN_MISSING");
    assertThat(PatternBits.fetch(stub, "d").header().getBlocks()).isEqualTo(13);
  }

  @Test
  void putPattern_tornOrTooLarge_refused() {
    var header = stub.forward(request().setAttention(select("p", 32)).build()).getPattern();
    var words = PatternBits.fetch(stub, "p").bytes();

    assertThat(code(header, words.substring(8))).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(code(header, words.concat(words))).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(code(header, words.substring(0, 9))).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(code(header.toBuilder().setBlocks(99).build(), words))
        .isEqualTo(Code.INVALID_ARGUMENT);
    var huge = header.toBuilder().setLayers(1 << 20).build();
    assertThat(code(huge, words)).isEqualTo(Code.INVALID_ARGUMENT);
  }
}
