package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparsed.v1.GenerateRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequestMappingTest {
  @Test
  void builder_badValues_areRefusedAtOnce() {
    assertThatThrownBy(() -> TokenIds.of(1, -1)).hasMessageContaining("index 1");
    assertThatThrownBy(
            () -> GenerationRequest.builder(Prompt.text("")).deadline(Duration.ZERO).build())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SparseDClient.builder("x").keepAlive(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SparseDClient.builder("x").maxInboundBytes(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void request_nothingSet_sendsOnlyThePrompt() {
    GenerateRequest proto = message(GenerationRequest.of(Prompt.text("hello")));

    assertThat(proto).isEqualTo(GenerateRequest.newBuilder().setText("hello").build());
  }

  @Test
  void request_everythingSet_sendsEveryField() {
    GenerateRequest proto =
        message(
            GenerationRequest.builder(
                    Prompt.chat(ChatMessage.system("be short"), ChatMessage.user("hi")))
                .model("m")
                .requestId("r")
                .preset(Preset.FAST)
                .priority(Priority.LOW)
                .diffusion(everyDiffusionOption())
                .sparse(everySparseOption())
                .response(ResponseOptions.defaults().withTextSnapshots().withCanvasHistory())
                .build());

    assertThat(proto.getAllFields()).hasSize(8);
    assertThat(proto.getDiffusion().getAllFields())
        .hasSameSizeAs(proto.getDiffusion().getDescriptorForType().getFields());
    assertThat(proto.getSparse().getAllFields())
        .hasSameSizeAs(proto.getSparse().getDescriptorForType().getFields());
    assertThat(proto.getResponse().getTextSnapshots()).isTrue();
    assertThat(proto.getResponse().getCanvasHistory()).isTrue();
    assertThat(proto.getChat().getMessages(0).getRole()).isEqualTo("system");
    assertThat(proto.getChat().getMessages(1).getRole()).isEqualTo("user");
  }

  @Test
  void template_partsInTheirOrder_areSent() {
    GenerateRequest proto =
        message(
            GenerationRequest.of(Prompt.template(TemplatePart.text("a"), TemplatePart.slots(3))));

    assertThat(proto.getTemplate().getPartsList())
        .containsExactly(
            io.sparsed.v1.TemplatePart.newBuilder().setText("a").build(),
            io.sparsed.v1.TemplatePart.newBuilder().setSlots(3).build());
  }

  @Test
  void score_everythingSet_sendsEveryField() {
    io.sparsed.v1.ScoreRequest proto =
        ScoreRequest.of(
                ScorePart.text("a"),
                ScorePart.tokens(TokenIds.of(1)),
                ScorePart.scored("b"),
                ScorePart.scored(TokenIds.of(2)))
            .withModel("m")
            .withPriority(Priority.LOW)
            .withRequestId("r")
            .message;

    assertThat(proto.getAllFields()).hasSize(4);
    assertThat(proto.getPartsList())
        .extracting(part -> part.getText() + part.getTokens().getTokenIdsList())
        .containsExactly("a[]", "[1]", "b[]", "[2]");
    assertThat(proto.getPartsList())
        .extracting(io.sparsed.v1.ScorePart::getScored)
        .containsExactly(false, false, true, true);
  }

  @Test
  void options_thereAndBack_areEqual() {
    GenerateRequest proto =
        message(
            GenerationRequest.builder(Prompt.tokens(3, 4))
                .diffusion(everyDiffusionOption())
                .sparse(everySparseOption())
                .build());

    assertThat(new DiffusionOptions(proto.getDiffusion())).isEqualTo(everyDiffusionOption());
    assertThat(new SparseOptions(proto.getSparse())).isEqualTo(everySparseOption());
    assertThat(proto.getTokens().getTokenIdsList()).containsExactly(3, 4);
  }

  @ParameterizedTest
  @EnumSource(Priority.class)
  void priority_any_isSentUnderItsName(Priority priority) {
    GenerateRequest proto =
        message(GenerationRequest.builder(Prompt.tokens(1)).priority(priority).build());

    assertThat(proto.getPriority().name()).isEqualTo("PRIORITY_" + priority.name());
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void preset_any_isSentUnderItsName(Preset preset) {
    GenerateRequest proto =
        message(GenerationRequest.builder(Prompt.tokens(1)).preset(preset).build());

    assertThat(proto.getPreset().name()).isEqualTo("PRESET_" + preset.name());
  }

  @ParameterizedTest
  @EnumSource(Unmasking.class)
  void unmasking_thereAndBack_isTheSameName(Unmasking unmasking) {
    var proto =
        message(
                GenerationRequest.builder(Prompt.tokens(1))
                    .diffusion(DiffusionOptions.builder().unmasking(unmasking).build())
                    .build())
            .getDiffusion();

    assertThat(proto.getUnmasking().name()).isEqualTo("UNMASKING_" + unmasking.name());
    assertThat(new DiffusionOptions(proto).unmasking()).contains(unmasking);
  }

  @ParameterizedTest
  @EnumSource(PatternRule.class)
  void patternRule_thereAndBack_isTheSameName(PatternRule rule) {
    var proto =
        message(
                GenerationRequest.builder(Prompt.tokens(1))
                    .sparse(SparseOptions.builder().patternRule(rule).build())
                    .build())
            .getSparse();

    assertThat(proto.getPatternRule().name()).isEqualTo("PATTERN_RULE_" + rule.name());
    assertThat(new SparseOptions(proto).patternRule()).contains(rule);
  }

  private static GenerateRequest message(GenerationRequest request) {
    return request.message;
  }

  private static DiffusionOptions everyDiffusionOption() {
    return DiffusionOptions.builder()
        .genLength(64)
        .maxGenLength(64)
        .steps(32)
        .blockLength(16)
        .unmasking(Unmasking.RANDOM)
        .temperature(0.5)
        .topP(0.9)
        .topK(7)
        .algTemp(0.1)
        .eps(0.01)
        .cfgScale(1.5)
        .seed(-1)
        .stopAtEos(false)
        .reuse(KeyValueReuse.DUAL)
        .refreshEvery(4)
        .parallel(ParallelDecoding.factor(0.5))
        .build();
  }

  private static SparseOptions everySparseOption() {
    return SparseOptions.builder()
        .origin(false)
        .skip(0.25)
        .select(0.5)
        .blockSize(32)
        .scoreScale(ScoreScale.HEADS)
        .patternRule(PatternRule.JOINT)
        .patternRefresh(2)
        .build();
  }
}
