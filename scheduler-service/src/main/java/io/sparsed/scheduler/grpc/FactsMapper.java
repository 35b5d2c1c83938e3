package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.diffusion.DenoisingRule;
import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.scheduler.pool.WorkerFacts;
import io.sparsed.v1.DescribeResponse;
import java.util.OptionalInt;

/** Reads what a worker says of itself. */
final class FactsMapper {

  private FactsMapper() {}

  /** Returns the facts of a worker; throws if this version cannot serve its model. */
  static WorkerFacts facts(DescribeResponse response) {
    return new WorkerFacts(
        new ModelFacts(
            response.getModel(),
            response.getFingerprint(),
            denoising(response),
            response.getLayers(),
            response.getHeads(),
            response.getHeadDim(),
            response.getFlopsPerToken(),
            response.getFlopsPerTokenPair(),
            response.getVocabSize(),
            response.getContextLength(),
            maskToken(response),
            response.hasEosTokenId()
                ? OptionalInt.of(response.getEosTokenId())
                : OptionalInt.empty(),
            response.getHasTokenizer()),
        response.getMaxCanvasLength(),
        response.getDevice());
  }

  private static DenoisingRule denoising(DescribeResponse response) {
    return DenoisingRule.ofArchitecture(response.getArchitecture())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model %s is a %s, which this version does not denoise; it knows %s"
                        .formatted(
                            response.getModel(),
                            response.getArchitecture(),
                            DenoisingRule.knownArchitectures())));
  }

  private static int maskToken(DescribeResponse response) {
    if (!response.hasMaskTokenId()) {
      throw new IllegalArgumentException("model " + response.getModel() + " names no mask token");
    }
    return response.getMaskTokenId();
  }
}
