package io.sparsed.scheduler.grpc;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.DenoisingRule;
import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.scheduler.pool.WorkerFacts;
import io.sparsed.scheduler.text.Excerpt;
import io.sparsed.v1.DescribeResponse;
import java.util.Optional;

/** Reads what a worker says of itself. */
final class FactsMapper {

  private FactsMapper() {}

  /** Returns the facts of a worker; throws if this version cannot serve its model. */
  static WorkerFacts facts(DescribeResponse response) {
    Optional<DenoisingRule> rule = DenoisingRule.ofArchitecture(response.getArchitecture());
    checkArgument(
        rule.isPresent(),
        "model %s is a %s, which this version does not denoise; it knows %s",
        Excerpt.of(response.getModel()),
        Excerpt.of(response.getArchitecture()),
        DenoisingRule.knownArchitectures());
    checkArgument(
        response.hasMaskTokenId(), "model %s names no mask token", Excerpt.of(response.getModel()));
    return new WorkerFacts(
        new ModelFacts(
            response.getModel(),
            response.getFingerprint(),
            rule.orElseThrow(),
            DenoisingRule.scalesScoresByHeads(response.getArchitecture()),
            response.getLayers(),
            response.getHeads(),
            response.getHeadDim(),
            response.getFlopsPerToken(),
            response.getFlopsPerTokenPair(),
            response.getKeyValueBytesPerToken(),
            response.getVocabSize(),
            response.getContextLength(),
            response.getMaskTokenId(),
            ImmutableIntArray.copyOf(response.getEosTokenIdsList()),
            response.getHasTokenizer()),
        response.getMaxCanvasLength(),
        response.getKeyValueCapacityBytes(),
        response.getDevice());
  }
}
