package io.sparsed.bench.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.sparsed.v1.GetPatternRequest;
import io.sparsed.v1.GetPatternResponse;
import io.sparsed.v1.PatternHeader;
import io.sparsed.v1.PutPatternRequest;
import io.sparsed.v1.PutPatternResponse;
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceBlockingV2Stub;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Brings patterns from a worker and to it: a header, then chunks of little-endian words. */
public final class PatternTransfer {
  private static final int CHUNK_BYTES = 1 << 20;

  private PatternTransfer() {}

  /**
   * A pattern that a worker holds.
   *
   * @throws StatusException if it does not hold it, or fails
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static Pattern get(WorkerServiceBlockingV2Stub worker, String id)
      throws StatusException, InterruptedException {
    BlockingClientCall<?, GetPatternResponse> parts =
        worker.getPattern(GetPatternRequest.newBuilder().setPatternId(id).build());
    PatternHeader header = PatternHeader.getDefaultInstance();
    ByteString words = ByteString.EMPTY;
    for (@Nullable GetPatternResponse part = parts.read(); part != null; part = parts.read()) {
      switch (part.getPartCase()) {
        case HEADER -> header = part.getHeader();
        case WORDS -> words = words.concat(part.getWords());
        case PART_NOT_SET -> throw Status.DATA_LOSS.withDescription("an empty part").asException();
      }
    }
    long[] read = new long[words.size() / Long.BYTES];
    words.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(read);
    return Pattern.of(shape(header), read);
  }

  /**
   * Gives a worker a pattern.
   *
   * @throws StatusException if it does not take it
   * @throws InterruptedException if the calling thread is interrupted
   */
  public static void put(WorkerServiceBlockingV2Stub worker, String id, Pattern pattern)
      throws StatusException, InterruptedException {
    BlockingClientCall<PutPatternRequest, PutPatternResponse> parts = worker.putPattern();
    boolean open =
        parts.write(PutPatternRequest.newBuilder().setHeader(header(id, pattern.shape())).build());
    ByteString words = words(pattern);
    for (int from = 0; open && from < words.size(); from += CHUNK_BYTES) {
      ByteString chunk = words.substring(from, Math.min(words.size(), from + CHUNK_BYTES));
      open = parts.write(PutPatternRequest.newBuilder().setWords(chunk).build());
    }
    parts.halfClose();
    parts.read();
  }

  /** What says of a pattern on the wire which one it is, and of what shape. */
  public static PatternHeader header(String id, PatternShape shape) {
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

  private static PatternShape shape(PatternHeader header) {
    return new PatternShape(
        header.getBranches(),
        header.getLayers(),
        header.getHeads(),
        header.getBlockSize(),
        header.getCanvasLength());
  }

  private static ByteString words(Pattern pattern) {
    long[] words = pattern.words();
    ByteBuffer bytes =
        ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(words);
    return UnsafeByteOperations.unsafeWrap(bytes);
  }
}
