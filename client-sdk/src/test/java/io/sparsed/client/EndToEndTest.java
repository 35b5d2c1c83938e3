package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.worker.golden.Golden;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A served model gives the answers of the published code. */
class EndToEndTest extends EndToEnd {
  @Test
  void models_servedOne_isDescribed() {
    assertThat(client.models())
        .singleElement()
        .satisfies(
            model -> {
              assertThat(model.id()).isEqualTo(ServedModel.MODEL);
              assertThat(model.family()).isEqualTo(ModelFamily.LLADA);
              assertThat(model.vocabularySize()).isEqualTo(VOCABULARY);
              assertThat(model.maskTokenId()).isEqualTo(MASK);
              assertThat(model.eosTokenIds()).containsExactly(501);
              assertThat(model.hasTokenizer()).isFalse();
              assertThat(model.layers()).isEqualTo(3);
              assertThat(model.heads()).isEqualTo(4);
              assertThat(model.defaultSparse().skip()).hasValue(0.2);
              assertThat(model.defaultDiffusion().temperature()).hasValue(0);
            });
  }

  @Test
  void everyWayToAsk_goldenCase_givesTheTokensOfThePublishedCode() throws Exception {
    int[] prompt = Golden.ints("llada.sparse_b32_s30.prompt");
    int[] whole = Golden.ints("llada.sparse_b32_s30.final");
    TokenIds expected = TokenIds.of(Arrays.copyOfRange(whole, prompt.length, whole.length));
    GenerationRequest request =
        GenerationRequest.builder(Prompt.tokens(prompt))
            .diffusion(DiffusionOptions.builder().genLength(64).steps(20).blockLength(32).build())
            .sparse(SparseOptions.builder().skip(0.2).select(0.3).blockSize(32).build())
            .response(ResponseOptions.defaults().withCanvasHistory())
            .build();

    Completion completion = client.complete(request);
    assertThat(completion.answer().tokenIds()).isEqualTo(expected);
    assertThat(completion.answer().history()).hasSize(20).last().isEqualTo(expected);
    Usage usage = completion.answer().usage();
    assertThat(usage.promptTokens()).isEqualTo(prompt.length);
    assertThat(usage.denseSteps()).isEqualTo(6);
    assertThat(usage.sparseSteps()).isEqualTo(14);
    assertThat(usage.resumes()).isZero();
    assertThat(usage.flops()).isPositive();
    assertThat(usage.attended()).isBetween(0.3, 0.99);
    assertThat(completion.answer().timings().total()).isPositive();
    assertThat(completion.accepted().model()).isEqualTo(ServedModel.MODEL);
    assertThat(completion.accepted().diffusion().seed()).isPresent();
    assertThat(completion.accepted().sparse().blockSize()).hasValue(32);

    assertThat(client.completeAsync(request).get(60, TimeUnit.SECONDS).answer().tokenIds())
        .isEqualTo(expected);

    Recorder recorder = new Recorder();
    Cancellable _ = client.stream(request, recorder);
    assertThat(recorder.awaitAnswer().tokenIds()).isEqualTo(expected);
    assertThat(canvasAfter(recorder.events())).isEqualTo(expected);

    try (GenerationStream stream = client.stream(request)) {
      assertThat(stream.await().tokenIds()).isEqualTo(expected);
      assertThat(stream.hasNext()).isFalse();
    }
  }

  @Test
  void confidencesAndPatterns_askedFor_areInTheSteps() throws Exception {
    ResponseOptions more =
        ResponseOptions.defaults()
            .withConfidences()
            .withPatterns(List.of(PatternHead.of(2, 3), PatternHead.of(0, 1)));
    GenerationRequest request =
        GenerationRequest.builder(Prompt.tokens(1, 2, 3))
            .diffusion(DiffusionOptions.builder().genLength(64).steps(16).build())
            .sparse(SparseOptions.builder().blockSize(16).build())
            .response(more)
            .build();
    Recorder recorder = new Recorder();
    Cancellable _ = client.stream(request, recorder);
    recorder.awaitAnswer();

    List<Event.Progress> steps =
        recorder.events().stream()
            .filter(Event.Progress.class::isInstance)
            .map(Event.Progress.class::cast)
            .toList();
    assertThat(steps)
        .flatExtracting(Event.Progress::commits)
        .allSatisfy(commit -> assertThat(commit.confidence().orElseThrow()).isBetween(0.0, 1.0));
    List<HeadPattern> patterns = steps.stream().flatMap(step -> step.patterns().stream()).toList();
    assertThat(patterns).extracting(HeadPattern::layer).containsExactly(2, 0);
    assertThat(patterns).extracting(HeadPattern::head).containsExactly(3, 1);
    HeadPattern pattern = patterns.getFirst();
    assertThat(pattern.blocks()).isEqualTo(5);
    assertThat(pattern.blockSize()).isEqualTo(16);
    for (int query = 0; query < pattern.blocks(); query++) {
      assertThat(pattern.keptBy(query).cardinality()).isBetween(1, 4);
    }
  }
}
