package io.sparsed.scheduler.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CodecLifetimeTest {
  @Test
  void anyCall_afterClose_throws() {
    TextCodec codec = Tokenizers.fromFiles(TinyTokenizer.vocabAndMerges()).orElseThrow();
    codec.close();
    codec.close();
    assertThatIllegalStateException().isThrownBy(() -> codec.encode("a"));
    assertThatIllegalStateException().isThrownBy(() -> codec.decode(new int[] {1}));
    assertThatIllegalStateException().isThrownBy(() -> codec.decodeMasked(new int[] {1}, 0));
  }

  @Test
  void close_freesTheNativeTokenizer() throws IOException {
    HuggingFaceTokenizer tokenizer =
        HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(TinyTokenizer.bytes(TinyTokenizer.tokenizer().toString())),
            Map.of());
    new TextCodec(tokenizer, Optional.empty(), 16, false).close();
    assertThat(tokenizer.isReleased()).isTrue();
  }

  @Test
  void close_duringCalls_waitsForThem() throws Exception {
    for (int round = 0; round < 20; round++) {
      TextCodec codec = Tokenizers.fromFiles(TinyTokenizer.vocabAndMerges()).orElseThrow();
      CountDownLatch busy = new CountDownLatch(4);
      try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
        List<Future<Boolean>> calls =
            IntStream.range(0, 4)
                .mapToObj(i -> threads.submit(() -> encodesUntilClosed(codec, busy)))
                .toList();
        busy.await();
        codec.close();
        for (Future<Boolean> call : calls) {
          assertThat(call.get()).isTrue();
        }
      }
    }
  }

  @Test
  void encode_fromManyThreads_isAsFromOne() throws Exception {
    List<String> texts = RandomText.strings(5, 200).toList();
    try (TextCodec codec = Tokenizers.fromFiles(TinyTokenizer.vocabAndMerges()).orElseThrow();
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<int[]> expected = texts.stream().map(codec::encode).toList();
      Callable<List<int[]>> all = () -> texts.stream().map(codec::encode).toList();
      for (Future<List<int[]>> found :
          threads.invokeAll(IntStream.range(0, 16).mapToObj(i -> all).toList())) {
        assertThat(found.get()).usingElementComparator(Arrays::compare).isEqualTo(expected);
      }
    }
  }

  private static boolean encodesUntilClosed(TextCodec codec, CountDownLatch busy) {
    boolean first = true;
    while (true) {
      try {
        codec.encode("the thing in the middle ".repeat(50));
      } catch (IllegalStateException closed) {
        return true;
      }
      if (first) {
        busy.countDown();
        first = false;
      }
    }
  }
}
