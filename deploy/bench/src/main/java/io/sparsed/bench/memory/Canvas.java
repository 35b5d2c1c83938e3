package io.sparsed.bench.memory;

import io.sparsed.client.DiffusionOptions;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.KeyValueReuse;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.Prompt;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A Canvas is the shape of a request.
 *
 * @param length tokens of prompt and answer
 */
record Canvas(int length, KeyValueReuse reuse) {
  static final int SHORTEST = 64;
  static final int STEPS = 4;
  private static final int GENERATED = 16;

  /** Returns canvases of lengths from the shortest to the longest, in equal distances. */
  static List<Canvas> upTo(int longest, int count) {
    KeyValueReuse[] reuses = KeyValueReuse.values();
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new Canvas(
                    longest - i * (longest - SHORTEST) / Math.max(1, count - 1),
                    reuses[i % reuses.length]))
        .toList();
  }

  /** Returns a request of this shape whose prompt is random. */
  GenerationRequest request(ModelInfo model, Random random) {
    int words = Math.min(model.vocabularySize(), model.maskTokenId());
    return GenerationRequest.builder(
            Prompt.tokens(random.ints(length - GENERATED, 0, words).toArray()))
        .model(model.id())
        .diffusion(
            DiffusionOptions.builder()
                .genLength(GENERATED)
                .steps(STEPS)
                .blockLength(GENERATED / 2)
                .reuse(reuse)
                .build())
        .build();
  }
}
