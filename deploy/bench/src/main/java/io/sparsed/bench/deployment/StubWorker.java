package io.sparsed.bench.deployment;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.stub.StreamObserver;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.PatternRule;
import io.sparsed.scheduler.pattern.PatternShape;
import io.sparsed.scheduler.pattern.PatternSpec;
import io.sparsed.v1.AttentionDirective;
import io.sparsed.v1.DenseAndSelectAttention;
import io.sparsed.v1.DescribeRequest;
import io.sparsed.v1.DescribeResponse;
import io.sparsed.v1.DropArtifactRequest;
import io.sparsed.v1.DropArtifactResponse;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.v1.GetPatternRequest;
import io.sparsed.v1.GetPatternResponse;
import io.sparsed.v1.PatternHeader;
import io.sparsed.v1.PutPatternRequest;
import io.sparsed.v1.PutPatternResponse;
import io.sparsed.v1.WorkerServiceGrpc;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Answers forwards at once, without a model, so that the time of everything else shows. */
final class StubWorker extends WorkerServiceGrpc.WorkerServiceImplBase implements AutoCloseable {
  /** The longest canvas: its pattern is one chunk on the wire, whatever its blocks. */
  private static final int MAX_CANVAS_LENGTH = 16_384;

  private static final DescribeResponse DESCRIPTION =
      DescribeResponse.newBuilder()
          .setModel("stub")
          .setFingerprint("stub")
          .setArchitecture("LLaDAModelLM")
          .setLayers(1)
          .setHeads(1)
          .setKvHeads(1)
          .setHeadDim(1)
          .setFlopsPerToken(1)
          .setFlopsPerTokenPair(1)
          .setVocabSize(512)
          .setContextLength(MAX_CANVAS_LENGTH)
          .setMaxCanvasLength(MAX_CANVAS_LENGTH)
          .setKeyValueBytesPerToken(1)
          .setKeyValueCapacityBytes(Integer.MAX_VALUE)
          .setMaskTokenId(500)
          .setComputeType("float32")
          .setDevice("cpu")
          .build();

  /** The shortest time between two keep-alive pings of a scheduler. */
  private static final int PING_SECONDS = 1;

  private final Map<String, PatternHeader> patterns = new ConcurrentHashMap<>();

  /** The words of a row of each pattern that was taken here; all rows are alike. */
  private final Map<String, byte[]> rows = new ConcurrentHashMap<>();

  private final Server server;

  StubWorker() throws IOException {
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus(WorkerServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .directExecutor()
            .addService(this)
            .addService(health.getHealthService())
            .permitKeepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  @Override
  public void describe(DescribeRequest request, StreamObserver<DescribeResponse> responses) {
    reply(responses, DESCRIPTION);
  }

  @Override
  public void forward(ForwardRequest request, StreamObserver<ForwardResponse> responses) {
    AttentionDirective attention = request.getAttention();
    ForwardResponse.Builder response =
        ForwardResponse.newBuilder()
            .setAttended(attention.hasSparse() ? attention.getSparse().getSelect() : 1);
    for (int position : request.getProposal().getPositionsList()) {
      response.addTokenIds(position % DESCRIPTION.getMaskTokenId()).addConfidences(0.5);
    }
    if (attention.hasDenseAndSelect()) {
      PatternHeader pattern = pattern(request);
      patterns.put(pattern.getPatternId(), pattern);
      rows.put(pattern.getPatternId(), row(request, pattern));
      response.setPattern(pattern);
    }
    reply(responses, response.build());
  }

  @Override
  public void getPattern(GetPatternRequest request, StreamObserver<GetPatternResponse> responses) {
    PatternHeader pattern = patterns.get(request.getPatternId());
    byte[] row = rows.get(request.getPatternId());
    if (pattern == null || row == null) {
      responses.onError(io.grpc.Status.NOT_FOUND.asRuntimeException());
      return;
    }
    int rowCount = pattern.getBranches() * pattern.getBlocks();
    ByteString words = ByteString.copyFrom(Collections.nCopies(rowCount, ByteString.copyFrom(row)));
    responses.onNext(GetPatternResponse.newBuilder().setHeader(pattern).build());
    reply(responses, GetPatternResponse.newBuilder().setWords(words).build());
  }

  @Override
  public StreamObserver<PutPatternRequest> putPattern(
      StreamObserver<PutPatternResponse> responses) {
    return new StreamObserver<>() {
      @Override
      public void onNext(PutPatternRequest part) {
        if (part.hasHeader()) {
          patterns.put(part.getHeader().getPatternId(), part.getHeader());
        }
      }

      @Override
      public void onError(Throwable failure) {}

      @Override
      public void onCompleted() {
        reply(responses, PutPatternResponse.getDefaultInstance());
      }
    };
  }

  @Override
  public void dropArtifact(
      DropArtifactRequest request, StreamObserver<DropArtifactResponse> responses) {
    patterns.remove(request.getArtifactId());
    rows.remove(request.getArtifactId());
    reply(responses, DropArtifactResponse.getDefaultInstance());
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private static PatternHeader pattern(ForwardRequest request) {
    DenseAndSelectAttention select = request.getAttention().getDenseAndSelect();
    int length = request.getTokenIdsCount();
    return PatternHeader.newBuilder()
        .setPatternId(select.getPatternId())
        .setBranches(request.hasGuidance() ? 2 : 1)
        .setLayers(DESCRIPTION.getLayers())
        .setHeads(DESCRIPTION.getHeads())
        .setBlockSize(select.getBlockSize())
        .setBlocks(Math.ceilDiv(length, select.getBlockSize()))
        .setCanvasLength(length)
        .build();
  }

  /** Returns a row that keeps as many key blocks as SparseD's rule wants, the first ones. */
  private static byte[] row(ForwardRequest request, PatternHeader pattern) {
    DenseAndSelectAttention select = request.getAttention().getDenseAndSelect();
    PatternSpec spec =
        PatternSpec.of(
            new PatternShape(
                pattern.getBranches(),
                pattern.getLayers(),
                pattern.getHeads(),
                pattern.getBlockSize(),
                pattern.getCanvasLength()),
            new Attention.Selection(
                PatternRule.ISOLATED,
                select.getBlockSize(),
                select.getSelect(),
                select.getScoreScale()),
            request.getPromptLength());
    int first = spec.firstGeneration();
    BitSet kept = new BitSet();
    kept.set(0, Math.min(spec.keep(), first));
    kept.set(first, first + spec.keepGeneration());
    return Arrays.copyOf(
        kept.toByteArray(), Math.ceilDiv(pattern.getBlocks(), Long.SIZE) * Long.BYTES);
  }

  private static <T> void reply(StreamObserver<T> responses, T response) {
    responses.onNext(response);
    responses.onCompleted();
  }
}
