package io.sparsed.scheduler.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PatternAssemblerTest {

  /** A shape of 1 * 2 * 3 * 5 rows of one word. */
  private static final PatternShape SHAPE = new PatternShape(1, 2, 3, 16, 70);

  private final PatternAssembler assembler = new PatternAssembler("id", SHAPE);

  @Test
  void header_otherPattern_isRefused() {
    refused(() -> assembler.header("other", SHAPE));
    refused(() -> assembler.header("id", new PatternShape(2, 2, 3, 16, 70)));
    refused(() -> assembler.header("id", new PatternShape(1, 2, 3, 16, 71)));
  }

  @Test
  void header_twice_isRefused() {
    assembler.header("id", SHAPE);

    refused(() -> assembler.header("id", SHAPE));
  }

  @Test
  void words_beforeTheHeader_isRefused() {
    refused(() -> assembler.words(ByteBuffer.allocate(8)));
    refused(assembler::finish);
  }

  @Test
  void words_moreThanTheShapeHolds_isRefused() {
    assembler.header("id", SHAPE);
    assembler.words(ByteBuffer.allocate(232));

    refused(() -> assembler.words(ByteBuffer.allocate(16)));
  }

  @Test
  void finish_wordsMissing_isRefused() {
    assembler.header("id", SHAPE);
    assembler.words(ByteBuffer.allocate(232));

    refused(assembler::finish);
  }

  @Test
  void chunks_largePattern_comeBackAsTheyWent() {
    PatternShape shape = new PatternShape(2, 16, 32, 16, 8000);
    byte[] words = new byte[(int) shape.bytes()];
    new Random(1).nextBytes(words);
    PatternAssembler received = new PatternAssembler("id", shape);

    received.header("id", shape);
    for (ByteBuffer chunk : new Pattern("id", shape, words).chunks()) {
      assertThat(chunk.remaining()).isBetween(1, Pattern.CHUNK_BYTES);
      received.words(chunk);
    }

    ByteBuffer all = ByteBuffer.allocate(words.length);
    received.finish().chunks().forEach(all::put);
    assertThat(all.array()).isEqualTo(words);
  }

  @Test
  void bytes_rowsOfManyKeyBlocks_areWholeWords() {
    assertThat(new PatternShape(1, 32, 32, 128, 65_536).bytes()).isEqualTo(32L << 20);
    assertThat(new PatternShape(1, 1, 1, 16, 16 * 65).bytes()).isEqualTo(65 * 2 * 8);
  }

  private static void refused(ThrowingCallable call) {
    assertThatExceptionOfType(PatternFormatException.class).isThrownBy(call);
  }
}
