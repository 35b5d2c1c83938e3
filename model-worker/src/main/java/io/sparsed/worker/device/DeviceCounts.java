package io.sparsed.worker.device;

import io.sparsed.worker.device.BatchPolicy.Waiting;
import java.time.Duration;
import java.util.List;

/**
 * What a device has done since it was opened.
 *
 * @param waiting forwards that wait for it now
 * @param passes passes that it ran
 * @param forwards that were in them
 * @param tokens that were in them, both canvases of a guided forward
 * @param waited by all these forwards together, for their passes to begin
 */
public record DeviceCounts(int waiting, long passes, long forwards, long tokens, Duration waited) {
  DeviceCounts plus(List<? extends Waiting<ForwardQueue.Ticket>> pass, long beganNanos) {
    long more = 0;
    var longer = waited;
    for (var forward : pass) {
      var of = forward.what().job().forward();
      more += (long) of.canvasLength() * of.canvases();
      longer = longer.plusNanos(beganNanos - forward.sinceNanos());
    }
    return new DeviceCounts(waiting, passes + 1, forwards + pass.size(), tokens + more, longer);
  }

  DeviceCounts withWaiting(int now) {
    return new DeviceCounts(now, passes, forwards, tokens, waited);
  }
}
