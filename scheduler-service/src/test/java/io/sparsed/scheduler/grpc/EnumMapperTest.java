package io.sparsed.scheduler.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.scheduler.admission.Priority;
import io.sparsed.scheduler.diffusion.Confidence;
import io.sparsed.scheduler.diffusion.DenoisingRule;
import io.sparsed.scheduler.diffusion.DreamDenoising;
import io.sparsed.scheduler.diffusion.LladaDenoising;
import io.sparsed.scheduler.diffusion.PatternRule;
import io.sparsed.scheduler.diffusion.Sparsity;
import io.sparsed.v1.ModelFamily;
import io.sparsed.v1.ScoreScale;
import io.sparsed.v1.Unmasking;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EnumMapperTest {

  static Stream<Arguments> equalEnums() {
    return Stream.of(
        Arguments.of(Priority.NORMAL, io.sparsed.v1.Priority.class),
        Arguments.of(Confidence.MARGIN, io.sparsed.v1.Confidence.class),
        Arguments.of(DenoisingRule.DREAM, ModelFamily.class),
        Arguments.of(PatternRule.JOINT, io.sparsed.v1.PatternRule.class),
        Arguments.of(Sparsity.ScoreScale.HEADS, ScoreScale.class));
  }

  @ParameterizedTest
  @MethodSource("equalEnums")
  <D extends Enum<D>, P extends Enum<P>> void everyConstant_isMappedBothWays(
      D unspecified, Class<P> type) {
    for (D each : unspecified.getDeclaringClass().getEnumConstants()) {
      assertThat(EnumMapper.domain(EnumMapper.proto(each, type), unspecified)).contains(each);
    }
    for (P each : type.getEnumConstants()) {
      if (each.name().equals("UNRECOGNIZED")) {
        assertThat(EnumMapper.domain(each, unspecified)).isEmpty();
      } else if (each.name().endsWith("_UNSPECIFIED")) {
        assertThat(EnumMapper.domain(each, unspecified)).contains(unspecified);
      } else {
        assertThat(EnumMapper.domain(each, unspecified).map(back -> EnumMapper.proto(back, type)))
            .contains(each);
      }
    }
  }

  @Test
  void unmasking_isOfOneDenoisingRuleOnly() {
    for (LladaDenoising.Remasking each : LladaDenoising.Remasking.values()) {
      Unmasking unmasking = EnumMapper.proto(each, Unmasking.class);
      assertThat(EnumMapper.domain(unmasking, each)).contains(each);
      assertThat(EnumMapper.domain(unmasking, DreamDenoising.Algorithm.ENTROPY)).isEmpty();
    }
    for (DreamDenoising.Algorithm each : DreamDenoising.Algorithm.values()) {
      Unmasking unmasking = EnumMapper.proto(each, Unmasking.class);
      assertThat(EnumMapper.domain(unmasking, each)).contains(each);
      assertThat(EnumMapper.domain(unmasking, LladaDenoising.Remasking.RANDOM)).isEmpty();
    }
  }
}
