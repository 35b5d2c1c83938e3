package io.sparsed.worker.grpc;

import com.google.common.primitives.Doubles;
import com.google.common.primitives.Floats;
import com.google.common.primitives.Ints;
import com.google.protobuf.Duration;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.device.DeviceThread.Completed;
import io.sparsed.worker.device.Forward;

/** Turns the result of a forward into a response. */
final class ResultMapper {
  private ResultMapper() {}

  static ForwardResponse response(Forward forward, Completed completed) {
    var proposals = completed.result().proposals();
    var response =
        ForwardResponse.newBuilder()
            .addAllTokenIds(Ints.asList(proposals.tokens()))
            .addAllConfidences(Doubles.asList(proposals.confidences()))
            .addAllLogits(Floats.asList(proposals.logits()))
            .setAttended(completed.result().attended())
            .setQueued(duration(completed.queued()))
            .setCompute(duration(completed.result().compute()));
    if (forward.attention() instanceof AttentionDirective.DenseAndSelect select) {
      var pattern = completed.result().pattern().orElseThrow();
      response.setPattern(PatternWire.header(select.patternId(), pattern.shape()));
    }
    return response.build();
  }

  private static Duration duration(java.time.Duration time) {
    return Duration.newBuilder().setSeconds(time.getSeconds()).setNanos(time.getNano()).build();
  }
}
