package io.sparsed.worker.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.sparsed.v1.GetPatternResponse;
import io.sparsed.v1.PatternHeader;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Turns patterns into messages and back: a header, then chunks of little-endian words. */
final class PatternWire {
  private static final int CHUNK_WORDS = (1 << 20) / Long.BYTES;

  private PatternWire() {}

  static PatternHeader header(String id, PatternShape shape) {
    return PatternHeader.newBuilder()
        .setPatternId(id)
        .setBranches(shape.branches())
        .setLayers(shape.layers())
        .setHeads(shape.heads())
        .setBlocks(shape.blocks())
        .setBlockSize(shape.blockSize())
        .setCanvasLength(shape.canvasLength())
        .build();
  }

  /**
   * Returns the shape that a header describes.
   *
   * @throws IllegalArgumentException if the header contradicts itself
   */
  static PatternShape shape(PatternHeader header) {
    var shape =
        new PatternShape(
            header.getBranches(),
            header.getLayers(),
            header.getHeads(),
            header.getBlockSize(),
            header.getCanvasLength());
    if (shape.blocks() != header.getBlocks()) {
      throw new IllegalArgumentException(
          "%d tokens are %d blocks of %d, not %d"
              .formatted(
                  shape.canvasLength(), shape.blocks(), shape.blockSize(), header.getBlocks()));
    }
    return shape;
  }

  /** Returns the header and the chunks, which are made as they are read. */
  static Iterator<GetPatternResponse> parts(String id, Pattern pattern) {
    long words = pattern.shape().words();
    var header = GetPatternResponse.newBuilder().setHeader(header(id, pattern.shape())).build();
    var chunks =
        LongStream.iterate(0, from -> from < words, from -> from + CHUNK_WORDS)
            .mapToObj(
                from -> chunk(pattern, (int) from, (int) Math.min(words, from + CHUNK_WORDS)));
    return Stream.concat(Stream.of(header), chunks).iterator();
  }

  private static GetPatternResponse chunk(Pattern pattern, int from, int to) {
    var buffer = ByteBuffer.allocate((to - from) * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = from; i < to; i++) {
      buffer.putLong(pattern.word(i));
    }
    return GetPatternResponse.newBuilder()
        .setWords(UnsafeByteOperations.unsafeWrap(buffer.flip()))
        .build();
  }
}
