package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import io.sparsed.scheduler.admission.AdmissionLimits;
import io.sparsed.v1.AttentionMode;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.v1.GenerateResponse;
import io.sparsed.v1.HeadPattern;
import io.sparsed.v1.PatternHead;
import io.sparsed.v1.Progress;
import io.sparsed.worker.WorkerServer;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.golden.GoldenCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what clients can ask for beside the answer: confidences, and patterns of heads. */
class ResponsePartsTest {

  private static final GoldenCase GOLDEN = GoldenRequests.named("sparse_b32_s30");
  private static final int LAYER = 1;
  private static final int HEAD = 2;

  @TempDir static Path folder;
  private static WorkerServer worker;

  @BeforeAll
  static void start() throws IOException {
    worker = Cluster.worker(folder, Cluster.LLADA);
  }

  @AfterAll
  static void stop() {
    worker.close();
  }

  @Test
  void generate_patternOfAHead_isThePublishedOneInTheStepThatTookIt() {
    List<Progress> steps = steps(AdmissionLimits.defaults());

    assertThat(steps).hasSize(GOLDEN.steps());
    assertThat(steps)
        .allSatisfy(
            step ->
                assertThat(step.getPatternsCount())
                    .isEqualTo(
                        step.getAttention() == AttentionMode.ATTENTION_MODE_DENSE_AND_SELECT
                            ? 2
                            : 0));
    HeadPattern pattern =
        steps.stream().flatMap(step -> step.getPatternsList().stream()).findFirst().orElseThrow();
    assertThat(pattern.getLayer()).isEqualTo(LAYER);
    assertThat(pattern.getHead()).isEqualTo(HEAD);
    assertThat(pattern.getBlockSize()).isEqualTo(32);
    assertThat(bits(pattern)).isEqualTo(published(pattern.getBlocks()));
  }

  @Test
  void generate_confidences_areOnePerToken() {
    assertThat(steps(AdmissionLimits.defaults()))
        .allSatisfy(
            step -> {
              assertThat(step.getConfidencesCount()).isEqualTo(step.getTokenIdsCount());
              assertThat(step.getConfidencesList())
                  .allSatisfy(confidence -> assertThat(confidence).isBetween(0f, 1f));
            });
  }

  @Test
  void generate_schedulerKeepsNoPatterns_tellsNone() {
    assertThat(steps(AdmissionLimits.defaults().withPatternBytes(0)))
        .allSatisfy(step -> assertThat(step.getPatternsCount()).isZero());
  }

  private static List<Progress> steps(AdmissionLimits limits) {
    GenerateRequest.Builder request = GoldenRequests.request(GOLDEN).toBuilder();
    request
        .getResponseBuilder()
        .setConfidences(true)
        .addPatternHeads(PatternHead.newBuilder().setLayer(LAYER).setHead(HEAD))
        .addPatternHeads(PatternHead.newBuilder().setLayer(0).setHead(0));
    try (Cluster cluster =
        Cluster.over(config -> config.withAdmission(limits), Cluster.address(worker))) {
      cluster.awaitModels(1);
      return Lists.newArrayList(cluster.stub().generate(request.build())).stream()
          .filter(GenerateResponse::hasProgress)
          .map(GenerateResponse::getProgress)
          .toList();
    }
  }

  /** Returns the bits of a pattern whose rows are one word each, row after row. */
  private static BitSet bits(HeadPattern pattern) {
    BitSet words = BitSet.valueOf(pattern.getWords().toByteArray());
    BitSet bits = new BitSet();
    int blocks = pattern.getBlocks();
    for (int query = 0; query < blocks; query++) {
      for (int key = 0; key < blocks; key++) {
        bits.set(query * blocks + key, words.get(query * Long.SIZE + key));
      }
    }
    return bits;
  }

  private static BitSet published(int blocks) {
    byte[] layer = Golden.bytes(GOLDEN.tensor("mask." + LAYER));
    byte[] head = Arrays.copyOfRange(layer, HEAD * blocks * blocks, (HEAD + 1) * blocks * blocks);
    BitSet bits = new BitSet();
    for (int i = 0; i < head.length; i++) {
      bits.set(i, head[i] != 0);
    }
    return bits;
  }
}
