package io.sparsed.worker.grpc;

import com.google.protobuf.Duration;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.device.Forward;
import io.sparsed.worker.device.ForwardResult;

/** Turns the result of a forward into a response. */
final class ResultMapper {
  private ResultMapper() {}

  static ForwardResponse response(Forward forward, ForwardResult result) {
    var response =
        ForwardResponse.newBuilder()
            .setAttended(result.attended())
            .setQueued(duration(result.queued()))
            .setCompute(duration(result.compute()));
    // One by one: a list of them would box every number.
    for (int token : result.proposals().tokens()) {
      response.addTokenIds(token);
    }
    for (double confidence : result.proposals().confidences()) {
      response.addConfidences(confidence);
    }
    for (float logit : result.proposals().logits()) {
      response.addLogits(logit);
    }
    if (forward.attention() instanceof AttentionDirective.DenseAndSelect select) {
      var pattern = result.pattern().orElseThrow();
      response.setPattern(PatternWire.header(select.patternId(), pattern.shape()));
    }
    return response.build();
  }

  private static Duration duration(java.time.Duration time) {
    return Duration.newBuilder().setSeconds(time.getSeconds()).setNanos(time.getNano()).build();
  }
}
