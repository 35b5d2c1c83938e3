package io.sparsed.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.sparsed.v1.PatternHeader;
import java.util.List;
import java.util.stream.Stream;
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

  @Test
  void putPattern_headerThatTheModelCannotHave_refusedBeforeAnyWord() {
    var header = stub.forward(request().setAttention(select("p", 32)).build()).getPattern();

    for (var wrong :
        List.of(
            header.toBuilder().setLayers(header.getLayers() - 1),
            header.toBuilder().setHeads(header.getHeads() + 1),
            header.toBuilder().setLayers(-1),
            header.toBuilder().setBranches(3),
            header.toBuilder().setBlockSize(33),
            header.toBuilder().setBlockSize(0),
            header.toBuilder().setCanvasLength(1 << 30).setBlocks(1 << 25),
            header.toBuilder().setCanvasLength(-1),
            header.toBuilder().setPatternId(""),
            header.toBuilder().setPatternId("x".repeat(100_000)))) {
      var refused = new PatternStream(channel);
      refused.send(wrong.build());
      assertThat(refused.failure().getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    }
    var wordsFirst = new PatternStream(channel);
    wordsFirst.send(ByteString.copyFrom(new byte[1 << 20]));
    assertThat(wordsFirst.failure().getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
  }

  @Test
  void putPattern_moreIsAnnouncedThanTheBound_refusedUntilOthersEnd() {
    var header = stub.forward(request().setAttention(select("p", 16)).build()).getPattern();
    var words = PatternBits.fetch(stub, "p").bytes();
    var announced = Stream.generate(() -> new PatternStream(channel)).limit(3).toList();
    announced.forEach(each -> each.send(header)); // 3 x 1248 of 4096 bytes
    var fourth = new PatternStream(channel);
    await().until(() -> isRefused(header, words));

    fourth.send(header);
    assertThat(fourth.failure().getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(reason(fourth.failure())).isEqualTo("WORKER_BUSY");

    announced.getFirst().cancel();
    await().until(() -> !isRefused(header, words));
    announced.forEach(PatternStream::cancel);
    assertThat(PatternBits.fetch(stub, "p").bytes()).isEqualTo(words);
  }

  @Test
  void forward_idsAsLongAsAMessage_areNotEchoed() {
    var failure =
        failure(() -> stub.forward(request().setAttention(sparse("x\n".repeat(500_000))).build()));

    assertThat(failure.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(failure(() -> PatternBits.fetch(stub, "\u001b[31m".repeat(100_000))).getMessage())
        .hasSizeLessThan(1100)
        .doesNotContain("\u001b");
  }

  private boolean isRefused(PatternHeader header, ByteString words) {
    try {
      PatternSender.put(channel, header, words);
      return false;
    } catch (StatusRuntimeException e) {
      return true;
    }
  }
}
