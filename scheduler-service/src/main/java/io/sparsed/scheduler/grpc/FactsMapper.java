package io.sparsed.scheduler.grpc;

import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.scheduler.pool.ModelFamily;
import io.sparsed.scheduler.pool.WorkerFacts;
import io.sparsed.v1.DescribeResponse;
import java.util.OptionalInt;

/** What a worker says of itself, from protobuf. */
final class FactsMapper {

  private FactsMapper() {}

  /**
   * The facts.
   *
   * @throws IllegalArgumentException if this version cannot serve such a model
   */
  static WorkerFacts facts(DescribeResponse response) {
    return new WorkerFacts(
        new ModelFacts(
            response.getModel(),
            response.getFingerprint(),
            family(response),
            response.getLayers(),
            response.getHeads(),
            response.getHeadDim(),
            response.getVocabSize(),
            response.getContextLength(),
            response.getMaskTokenId(),
            response.hasEosTokenId()
                ? OptionalInt.of(response.getEosTokenId())
                : OptionalInt.empty(),
            response.getHasTokenizer()),
        response.getMaxCanvasLength(),
        response.getDevice());
  }

  private static ModelFamily family(DescribeResponse response) {
    return switch (response.getFamily()) {
      case MODEL_FAMILY_LLADA -> ModelFamily.LLADA;
      case MODEL_FAMILY_DREAM -> ModelFamily.DREAM;
      case MODEL_FAMILY_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "model " + response.getModel() + " is of a family that this version does not know");
    };
  }
}
