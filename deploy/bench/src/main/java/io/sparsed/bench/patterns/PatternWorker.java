package io.sparsed.bench.patterns;

import io.grpc.StatusException;
import io.sparsed.bench.wire.PatternTransfer;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.DropPatternRequest;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GreedySampling;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.SelectPattern;
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceBlockingV2Stub;
import io.sparsed.worker.attention.Pattern;
import java.util.stream.IntStream;

/**
 * Takes patterns from a worker, past the scheduler. A forward is a pure function of its canvas, so
 * the pattern of any step can be had afterwards from the canvas as it then stood.
 *
 * @param worker the worker's stub
 * @param model id of its model
 * @param blockSize tokens of a block
 * @param select share of the key blocks to keep
 */
record PatternWorker(
    WorkerServiceBlockingV2Stub worker, String model, int blockSize, double select) {
  private static final String PATTERN = "bench-patterns";

  /**
   * Runs a dense forward over a canvas and takes the pattern that SparseD's rule chooses from it.
   *
   * @param canvas token ids, [canvas length]
   * @param step index of the step, for logs
   * @throws StatusException if the worker fails
   * @throws InterruptedException if the calling thread is interrupted
   */
  Pattern patternOf(int[] canvas, int promptLength, int step)
      throws StatusException, InterruptedException {
    var _ = worker.forward(forward(canvas, promptLength, step));
    Pattern pattern = PatternTransfer.get(worker, PATTERN);
    var _ = worker.dropPattern(DropPatternRequest.newBuilder().setPatternId(PATTERN).build());
    return pattern;
  }

  private ForwardRequest forward(int[] canvas, int promptLength, int step) {
    return ForwardRequest.newBuilder()
        .setModel(model)
        .setRequestId(PATTERN)
        .addAllTokenIds(IntStream.of(canvas).boxed().toList())
        .setPromptLength(promptLength)
        .setStep(step)
        .setAttention(
            AttentionDirective.newBuilder()
                .setSelect(
                    SelectPattern.newBuilder()
                        .setPatternId(PATTERN)
                        .setBlockSize(blockSize)
                        .setSelect(select)))
        .setProposal(
            // Nobody reads it, but a forward proposes something.
            ProposalDirective.newBuilder()
                .addPositions(canvas.length - 1)
                .setGreedy(GreedySampling.getDefaultInstance()))
        .build();
  }
}
