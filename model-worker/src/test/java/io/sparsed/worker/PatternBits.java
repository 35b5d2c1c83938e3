package io.sparsed.worker;

import com.google.protobuf.ByteString;
import io.sparsed.v1.GetPatternRequest;
import io.sparsed.v1.PatternHeader;
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceBlockingStub;
import java.nio.ByteOrder;

/** Reads the bits of a pattern off the wire, independently of the production code. */
record PatternBits(PatternHeader header, ByteString bytes, long[] words) {
  static PatternBits fetch(WorkerServiceBlockingStub worker, String id) {
    var header = PatternHeader.getDefaultInstance();
    var bytes = ByteString.EMPTY;
    var parts = worker.getPattern(GetPatternRequest.newBuilder().setPatternId(id).build());
    while (parts.hasNext()) {
      var part = parts.next();
      if (part.hasHeader()) {
        header = part.getHeader();
      } else {
        bytes = bytes.concat(part.getWords());
      }
    }
    var words = new long[bytes.size() / Long.BYTES];
    bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
    return new PatternBits(header, bytes, words);
  }

  /** 0 or 1 per [heads, query blocks, key blocks] of the first branch. */
  byte[] layer(int layer) {
    int blocks = header.getBlocks();
    int perRow = (blocks + 63) / 64;
    var bits = new byte[header.getHeads() * blocks * blocks];
    for (int row = 0; row < header.getHeads() * blocks; row++) {
      for (int key = 0; key < blocks; key++) {
        long word = words[(layer * header.getHeads() * blocks + row) * perRow + key / 64];
        bits[row * blocks + key] = (byte) (word >>> (key % 64) & 1);
      }
    }
    return bits;
  }
}
