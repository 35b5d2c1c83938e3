package io.sparsed.worker.grpc;

import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.KeepKeyValues;
import io.sparsed.v1.ReuseKeyValues;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.device.KeyValuesDirective;

/** Reads what a forward does with keys and values. */
final class KeyValuesMapper {
  private KeyValuesMapper() {}

  /**
   * Returns the directive of a request.
   *
   * @throws IllegalArgumentException if it cannot be one
   */
  static KeyValuesDirective directive(ForwardRequest request, int maxCanvasLength) {
    int tokens = request.getTokenIdsCount();
    return switch (request.getKeyValuesCase()) {
      case KEEP -> keep(request.getKeep(), tokens);
      case REUSE -> reuse(request.getReuse(), tokens, maxCanvasLength);
      case KEYVALUES_NOT_SET -> new KeyValuesDirective.None();
    };
  }

  private static KeyValuesDirective keep(KeepKeyValues keep, int tokens) {
    return new KeyValuesDirective.Keep(
        id(keep.getKeyValuesId()),
        keep.getReplacesId(),
        active(keep.getFirstActive(), keep.getActiveCount(), tokens));
  }

  private static KeyValuesDirective reuse(ReuseKeyValues reuse, int tokens, int maxCanvasLength) {
    int canvasLength = reuse.getCanvasLength();
    if (canvasLength < 1 || canvasLength > maxCanvasLength) {
      throw new IllegalArgumentException("send a canvas_length of 1 to " + maxCanvasLength);
    }
    return new KeyValuesDirective.Reuse(
        id(reuse.getKeyValuesId()),
        canvasLength,
        active(reuse.getFirstActive(), tokens, canvasLength));
  }

  private static String id(String keyValuesId) {
    if (keyValuesId.isEmpty()) {
      throw new IllegalArgumentException("set key_values_id");
    }
    return keyValuesId;
  }

  private static RowRange active(int first, int count, int canvasLength) {
    if (first < 0 || count < 1 || count > canvasLength - first) {
      throw new IllegalArgumentException(
          "the active rows, %d from %d, are not in a canvas of %d tokens"
              .formatted(count, first, canvasLength));
    }
    return new RowRange(first, count);
  }
}
