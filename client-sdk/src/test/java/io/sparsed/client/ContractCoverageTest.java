package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the server says has an accessor, and whatever it reads a setter. */
class ContractCoverageTest {
  private static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("Progress.positions", "commits"),
          Map.entry("Progress.tokenIds", "commits"),
          Map.entry("Progress.confidences", "commits"),
          Map.entry("Progress.slotConfidences", "slotCommits"),
          Map.entry("Progress.slotPositions", "slotCommits"),
          Map.entry("Progress.slotTokenIds", "slotCommits"),
          Map.entry("ModelInfo.vocabSize", "vocabularySize"),
          Map.entry("CompleteResponse.finished", "answer"),
          Map.entry("GenerateRequest.chat", "prompt"),
          Map.entry("GenerateRequest.text", "prompt"),
          Map.entry("GenerateRequest.tokens", "prompt"),
          Map.entry("GenerateRequest.template", "prompt"),
          Map.entry("GenerateRequest.resume", "prompt"));

  /** The client asks for these itself, to be able to resume. */
  private static final Set<String> HIDDEN = Set.of("ResponseOptions.promptTokenIds");

  static Stream<WireValue<? extends Message>> values() {
    GenerationRequest request = GenerationRequest.of(Prompt.text("?"));
    Completion completion =
        WireClient.completion(io.sparsed.v1.CompleteResponse.getDefaultInstance());
    return Stream.of(
        completion,
        completion.accepted(),
        completion.answer(),
        completion.answer().usage(),
        completion.answer().timings(),
        new FilledSlots(io.sparsed.v1.FilledSlots.getDefaultInstance()),
        new TokenScore(io.sparsed.v1.TokenScore.getDefaultInstance()),
        new Event.Progress(io.sparsed.v1.Progress.getDefaultInstance()),
        WireClient.model(io.sparsed.v1.ModelInfo.getDefaultInstance()),
        request,
        request.diffusion(),
        request.sparse(),
        request.response(),
        PatternHead.of(0, 0),
        new HeadPattern(io.sparsed.v1.HeadPattern.getDefaultInstance()),
        ParallelDecoding.factor(1),
        ChatMessage.user("?"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void message_everyField_isReachable(WireValue<? extends Message> value) {
    String message = value.message.getDescriptorForType().getName();
    Set<String> accessors =
        Arrays.stream(value.getClass().getMethods())
            .map(Method::getName)
            .collect(Collectors.toSet());
    assertThat(
            value.message.getDescriptorForType().getFields().stream()
                .map(FieldDescriptor::getJsonName)
                .filter(field -> !HIDDEN.contains(message + "." + field))
                .map(field -> OTHER_NAMES.getOrDefault(message + "." + field, field)))
        .allSatisfy(field -> assertThat(accessors).contains(field));
  }
}
