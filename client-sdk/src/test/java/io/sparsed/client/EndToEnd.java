package io.sparsed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A client, a scheduler and a worker with a small model. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class EndToEnd {
  static final int VOCABULARY = 512;
  static final int MASK = 500;

  ServedModel served;
  SparseDClient client;

  @BeforeAll
  void serve(@TempDir Path folder) throws Exception {
    served = new ServedModel(folder, UnaryOperator.identity());
    client = served.client();
  }

  @AfterAll
  void stop() {
    client.close();
    served.close();
  }

  /** Replays the commits of every step. */
  static TokenIds canvasAfter(List<Event> events) {
    int[] canvas = new int[64];
    Arrays.fill(canvas, MASK);
    int step = 0;
    for (Event event : events) {
      if (event instanceof Event.Progress progress) {
        assertThat(progress.step()).isEqualTo(step++);
        assertThat(progress.attention())
            .isEqualTo(
                step <= 5
                    ? AttentionMode.DENSE
                    : step == 6 ? AttentionMode.DENSE_AND_SELECT : AttentionMode.SPARSE);
        progress.commits().forEach(commit -> canvas[commit.position()] = commit.tokenId());
      }
    }
    return TokenIds.of(canvas);
  }

  void awaitNoRequests() {
    await().until(() -> served.scheduler().requests() == 0);
  }

  static GenerationRequest longRequest() {
    return GenerationRequest.builder(Prompt.tokens(1, 2, 3)).diffusion(slow()).build();
  }

  static DiffusionOptions slow() {
    return DiffusionOptions.builder().genLength(512).steps(512).build();
  }

  static DiffusionOptions endless() {
    return DiffusionOptions.builder().genLength(2048).steps(2048).build();
  }
}
