package io.sparsed.scheduler.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.PatternRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternAssemblerTest {

  /** A shape of 1 * 2 * 3 * 5 rows of one word. */
  private static final PatternShape SHAPE = new PatternShape(1, 2, 3, 16, 70);

  /** 2 of all blocks are kept, then 1 of the 2 generation blocks. */
  private static final PatternSpec SPEC = spec(SHAPE, PatternRule.ISOLATED, 48);

  private final PatternAssembler assembler = new PatternAssembler("id", SPEC);

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
  void words_empty_isRefusedSinceItCouldGoOnForEver() {
    assembler.header("id", SHAPE);

    refused(() -> assembler.words(ByteBuffer.allocate(0)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 0b11111, 0b00011, 0b11000, 0b11100, 0b101001, 0b10111, 1L << 63})
  void finish_aRowAgainstTheRule_isRefused(long row) {
    byte[] words = SomePattern.words(SPEC);
    ByteBuffer.wrap(words).order(ByteOrder.LITTLE_ENDIAN).putLong(17 * Long.BYTES, row);
    assembler.header("id", SHAPE);
    assembler.words(ByteBuffer.wrap(words));

    refused(assembler::finish);
  }

  @ParameterizedTest
  @ValueSource(longs = {0b01001, 0b10010, 0b01011, 0b10101, 0b10000})
  void finish_aRowThatTheRuleCanMake_isTaken(long row) {
    byte[] words = SomePattern.words(SPEC);
    ByteBuffer.wrap(words).order(ByteOrder.LITTLE_ENDIAN).putLong(0, row);
    assembler.header("id", SHAPE);
    assembler.words(ByteBuffer.wrap(words));

    assertThat(assembler.finish().bytes()).isEqualTo(words.length);
  }

  @ParameterizedTest
  @EnumSource(
      value = PatternRule.class,
      names = {"JOINT", "SHARED_HEADS"})
  void finish_ruleThatDoesNotTellPromptFromGeneration_countsAllBlocks(PatternRule rule) {
    PatternSpec spec = spec(SHAPE, rule, 48);
    byte[] words = SomePattern.words(spec);
    PatternAssembler received = new PatternAssembler("id", spec);
    received.header("id", SHAPE);
    received.words(ByteBuffer.wrap(words));

    assertThat(received.finish().bytes()).isEqualTo(words.length);
    assertThat(Long.bitCount(ByteBuffer.wrap(words).getLong())).isEqualTo(3);
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
    PatternSpec spec = spec(shape, PatternRule.ISOLATED, 7000);
    byte[] words = SomePattern.words(spec);
    PatternAssembler received = new PatternAssembler("id", spec);

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

  private static PatternSpec spec(PatternShape shape, PatternRule rule, int promptLength) {
    return PatternSpec.of(
        shape, new Attention.Selection(rule, shape.blockSize(), 0.3, 1), promptLength);
  }

  private static void refused(ThrowingCallable call) {
    assertThatExceptionOfType(PatternFormatException.class).isThrownBy(call);
  }
}
