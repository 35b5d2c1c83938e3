package io.sparsed.scheduler.grpc;

import com.google.protobuf.UnsafeByteOperations;
import io.sparsed.scheduler.pattern.Pattern;
import io.sparsed.scheduler.pattern.PatternAssembler;
import io.sparsed.scheduler.pattern.PatternFormatException;
import io.sparsed.scheduler.pattern.PatternShape;
import io.sparsed.v1.GetPatternResponse;
import io.sparsed.v1.PatternHeader;
import io.sparsed.v1.PutPatternRequest;
import java.util.stream.Stream;

/** Maps patterns to and from protobuf: a header, then chunks. */
final class PatternMapper {

  private PatternMapper() {}

  /** Returns the parts of a pattern; the chunks are views, not copies. */
  static Stream<PutPatternRequest> parts(Pattern pattern) {
    PatternShape shape = pattern.shape();
    PatternHeader header =
        PatternHeader.newBuilder()
            .setPatternId(pattern.id())
            .setBranches(shape.branches())
            .setLayers(shape.layers())
            .setHeads(shape.heads())
            .setBlocks(shape.blocks())
            .setBlockSize(shape.blockSize())
            .setCanvasLength(shape.canvasLength())
            .build();
    return Stream.concat(
        Stream.of(PutPatternRequest.newBuilder().setHeader(header).build()),
        pattern.chunks().stream()
            .map(UnsafeByteOperations::unsafeWrap)
            .map(words -> PutPatternRequest.newBuilder().setWords(words).build()));
  }

  /** Adds a part to a pattern that is being received. */
  static void add(GetPatternResponse part, PatternAssembler pattern) {
    switch (part.getPartCase()) {
      case HEADER -> pattern.header(part.getHeader().getPatternId(), shape(part.getHeader()));
      case WORDS -> pattern.words(part.getWords().asReadOnlyByteBuffer());
      case PART_NOT_SET -> throw new PatternFormatException("an empty part");
    }
  }

  /** Returns the shape that a header gives, which must not contradict itself. */
  static PatternShape shape(PatternHeader header) {
    PatternShape shape;
    try {
      shape =
          new PatternShape(
              header.getBranches(),
              header.getLayers(),
              header.getHeads(),
              header.getBlockSize(),
              header.getCanvasLength());
    } catch (IllegalArgumentException e) {
      throw new PatternFormatException(String.valueOf(e.getMessage()));
    }
    if (shape.blocks() != header.getBlocks()) {
      throw new PatternFormatException(shape + " has " + header.getBlocks() + " blocks");
    }
    return shape;
  }
}
