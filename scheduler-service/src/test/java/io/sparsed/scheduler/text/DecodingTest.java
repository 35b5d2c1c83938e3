package io.sparsed.scheduler.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DecodingTest {
  private static final int MASK = TinyTokenizer.id(TinyTokenizer.MASK);

  private final TextCodec codec =
      Tokenizers.fromFiles(TinyTokenizer.vocabAndMerges()).orElseThrow();

  @AfterEach
  void close() {
    codec.close();
  }

  @Test
  void decode_brokenUtf8_isReplaced() {
    int[] face = codec.encode("\uD83D\uDE00");
    assertThat(codec.decode(Arrays.copyOf(face, 1))).isEqualTo("\uFFFD");
  }

  @Test
  void decode_idsOutsideTheVocabulary_areLeftOut() {
    assertThat(codec.decode(new int[] {codec.encode("a")[0], 1_000_000, -1, Integer.MIN_VALUE}))
        .isEqualTo("a");
  }

  @Test
  void decode_specialTokens_areLeftOutAndOthersStay() {
    int[] ids =
        codec.encode(TinyTokenizer.TURN + "a" + TinyTokenizer.TOOL + "b" + TinyTokenizer.END);
    assertThat(ids).hasSize(5);
    assertThat(codec.decode(ids)).isEqualTo("a" + TinyTokenizer.TOOL + "b");
  }

  @Test
  void decode_characterSplitOverTokens_isWhole() {
    int[] face = codec.encode("\uD83D\uDE00");
    assertThat(face).hasSizeGreaterThan(1);
    assertThat(codec.decode(face)).isEqualTo("\uD83D\uDE00");
  }

  @Test
  void decodeMasked_masks_areShadesBetweenText() {
    int[] ids =
        IntStream.concat(IntStream.of(MASK), Arrays.stream(codec.encode("the end"))).toArray();
    ids = IntStream.concat(Arrays.stream(ids), IntStream.of(MASK, MASK)).toArray();
    assertThat(codec.decodeMasked(ids, MASK)).isEqualTo("░the end░░");
  }

  @Test
  void decodeMasked_maskInsideACharacter_isReplacedAround() {
    int[] ids = codec.encode("a\uD83D\uDE00b");
    ids[2] = MASK;
    assertThat(codec.decodeMasked(ids, MASK)).isEqualTo("a\uFFFD░b");
  }

  @Test
  void decodeMasked_maskIdUnknownToTheTokenizer_isAMaskAllTheSame() {
    assertThat(codec.decodeMasked(new int[] {99_999, codec.encode("a")[0]}, 99_999))
        .isEqualTo("░a");
  }

  @Test
  void decodeMasked_noTokens_isEmpty() {
    assertThat(codec.decodeMasked(new int[0], MASK)).isEmpty();
  }

  @Test
  void decodeMasked_anyCanvas_hasOneShadeForEachMask() {
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      int[] canvas = random.ints(40, 0, MASK + 1).map(id -> id % 3 == 0 ? MASK : id).toArray();
      long masks = Arrays.stream(canvas).filter(id -> id == MASK).count();
      assertThat(codec.decodeMasked(canvas, MASK).chars().filter(c -> c == TextCodec.MASK_SIGN))
          .hasSize((int) masks);
    }
  }
}
