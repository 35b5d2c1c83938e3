package io.sparsed.bench.patterns;

import com.google.common.primitives.Ints;
import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.DenoisingRule;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.DenseAndSelectAttention;
import io.sparsed.v1.DescribeRequest;
import io.sparsed.v1.DescribeResponse;
import io.sparsed.v1.DropArtifactRequest;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.GetPatternRequest;
import io.sparsed.v1.GetPatternResponse;
import io.sparsed.v1.GreedySampling;
import io.sparsed.v1.PatternHeader;
import io.sparsed.v1.PredictionRow;
import io.sparsed.v1.ProposalDirective;
import io.sparsed.v1.WorkerServiceGrpc;
import io.sparsed.v1.WorkerServiceGrpc.WorkerServiceBlockingV2Stub;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Takes patterns from a worker, without a scheduler. A forward is a pure function of its canvas, so
 * the pattern of any step can be taken afterwards from the canvas as it then was.
 */
final class PatternWorker implements AutoCloseable {
  private static final String PATTERN = "bench-patterns";

  private final ManagedChannel channel;
  private final WorkerServiceBlockingV2Stub worker;
  private final String model;
  private final DenseAndSelectAttention attention;

  /**
   * Connects to a worker.
   *
   * @param port port of the worker on the loopback address
   * @param sparsity sparsity whose patterns are taken
   * @throws StatusException if the worker does not answer
   */
  PatternWorker(int port, Sparsity sparsity) throws StatusException {
    channel =
        Grpc.newChannelBuilderForAddress("127.0.0.1", port, InsecureChannelCredentials.create())
            .build();
    worker = WorkerServiceGrpc.newBlockingV2Stub(channel);
    DescribeResponse facts = worker.describe(DescribeRequest.getDefaultInstance());
    model = facts.getModel();
    Attention.Selection selection =
        sparsity.selection(
            DenoisingRule.scalesScoresByHeads(facts.getArchitecture()),
            facts.getHeads(),
            facts.getHeadDim());
    attention =
        DenseAndSelectAttention.newBuilder()
            .setPatternId(PATTERN)
            .setBlockSize(selection.blockSize())
            .setSelect(selection.select())
            .setScoreScale(selection.scoreScale())
            .build();
  }

  /**
   * Runs a dense forward over a canvas and takes SparseD's pattern from it.
   *
   * @param canvas token ids, [canvas length]
   * @param promptLength tokens of the prompt
   * @throws StatusException if the worker fails
   * @throws InterruptedException if the calling thread is interrupted
   */
  Pattern patternOf(int[] canvas, int promptLength) throws StatusException, InterruptedException {
    var _ =
        worker.forward(
            ForwardRequest.newBuilder()
                .setModel(model)
                .setRequestId(PATTERN)
                .addAllTokenIds(Ints.asList(canvas))
                .setPromptLength(promptLength)
                .setAttention(AttentionDirective.newBuilder().setDenseAndSelect(attention))
                .setProposal(
                    // Nobody reads it, but a forward proposes something.
                    ProposalDirective.newBuilder()
                        .addPositions(canvas.length - 1)
                        .setPredictionRow(PredictionRow.PREDICTION_ROW_SAME)
                        .setGreedy(GreedySampling.getDefaultInstance()))
                .build());
    Pattern pattern = read();
    var _ = worker.dropArtifact(DropArtifactRequest.newBuilder().setArtifactId(PATTERN).build());
    return pattern;
  }

  private Pattern read() throws StatusException, InterruptedException {
    BlockingClientCall<?, GetPatternResponse> parts =
        worker.getPattern(GetPatternRequest.newBuilder().setPatternId(PATTERN).build());
    PatternHeader header = PatternHeader.getDefaultInstance();
    ByteString bytes = ByteString.EMPTY;
    for (@Nullable GetPatternResponse part = parts.read(); part != null; part = parts.read()) {
      header = part.hasHeader() ? part.getHeader() : header;
      bytes = bytes.concat(part.getWords());
    }
    long[] words = new long[bytes.size() / Long.BYTES];
    bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(words);
    return Pattern.of(
        new PatternShape(
            header.getBranches(),
            header.getLayers(),
            header.getHeads(),
            header.getBlockSize(),
            header.getCanvasLength()),
        words);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
