package io.sparsed.scheduler.grpc;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Enums;
import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.DenoisingRule;
import io.sparsed.scheduler.diffusion.DreamDenoising;
import io.sparsed.scheduler.diffusion.PublishedOptions;
import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.scheduler.pool.WorkerFacts;
import io.sparsed.scheduler.text.Excerpt;
import io.sparsed.v1.DescribeResponse;
import io.sparsed.v1.DiffusionOptions;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

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
            response.getHasTokenizer(),
            published(response.getDefaultDiffusion())),
        response.getMaxCanvasLength(),
        response.getKeyValueCapacityBytes(),
        response.getDevice());
  }

  private static PublishedOptions published(DiffusionOptions options) {
    return new PublishedOptions(
        Enums.getIfPresent(
                DreamDenoising.Algorithm.class,
                options.getUnmasking().name().replaceFirst("^UNMASKING_", ""))
            .toJavaUtil(),
        number(options.hasTemperature(), options.getTemperature()),
        number(options.hasTopP(), options.getTopP()),
        integer(options.hasTopK(), options.getTopK()),
        number(options.hasAlgTemp(), options.getAlgTemp()),
        number(options.hasEps(), options.getEps()),
        integer(options.hasMaxGenLength(), options.getMaxGenLength()));
  }

  private static OptionalDouble number(boolean isSet, double value) {
    return isSet ? OptionalDouble.of(value) : OptionalDouble.empty();
  }

  private static OptionalInt integer(boolean isSet, int value) {
    return isSet ? OptionalInt.of(value) : OptionalInt.empty();
  }
}
