package io.sparsed.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.PatternRule;
import io.sparsed.scheduler.pattern.PatternCache;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests how the artifacts of a request are made, moved, lost and made again. */
class RequestArtifactsTest {

  private static final ModelFacts MODEL = FakeWorker.model("m", "f");
  private static final Attention.Selection SELECTION =
      new Attention.Selection(PatternRule.ISOLATED, 16, 0.3, 1);
  private static final Forward ORIGIN =
      Forwards.of(MODEL, 40, new Attention.DenseAndSelect("p", SELECTION), 0);
  private static final Forward USER = Forwards.sparse(MODEL, 40, 0.3);

  private final PatternCache cache = new PatternCache(1 << 20);
  private final ArtifactWorker a = new ArtifactWorker("a:1");
  private final ArtifactWorker b = new ArtifactWorker("b:1");

  @Test
  void run_workerThatMadeTheArtifact_usesItAtOnce() {
    try (RequestArtifacts artifacts = artifacts(cache)) {
      var _ = artifacts.run(a, ORIGIN);
      var _ = artifacts.run(a, USER);
    }

    assertThat(a.ran()).containsExactly("make", "use");
  }

  @Test
  void run_otherWorker_isSentTheCopyThatIsKept() {
    try (RequestArtifacts artifacts = artifacts(cache)) {
      var _ = artifacts.run(a, ORIGIN);
      var _ = artifacts.run(b, USER);
    }

    assertThat(b.ran()).containsExactly("put", "use");
  }

  @Test
  void run_noCopyIsKept_runsTheOriginAgainThere() {
    try (RequestArtifacts artifacts = artifacts(new PatternCache(0))) {
      var _ = artifacts.run(a, ORIGIN);
      var _ = artifacts.run(b, USER);
    }

    assertThat(b.ran()).containsExactly("make", "use");
  }

  @Test
  void run_workerLostTheArtifact_isGivenItAgain() {
    try (RequestArtifacts artifacts = artifacts(cache)) {
      var _ = artifacts.run(a, ORIGIN);
      a.losesNext(1);
      var _ = artifacts.run(a, USER);
    }

    assertThat(a.ran()).containsExactly("make", "missing", "put", "use");
  }

  @Test
  void run_workerKeepsLosingTheArtifact_givesUpAsBusy() {
    try (RequestArtifacts artifacts = artifacts(cache)) {
      var _ = artifacts.run(a, ORIGIN);
      a.losesNext(10);

      assertThatExceptionOfType(ArtifactMissingException.class)
          .isThrownBy(() -> artifacts.run(a, USER))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(WorkerException.Kind.BUSY));
    }
  }

  @Test
  void run_originMadeAnotherShape_isTheWorkersFault() {
    a.makes(MODEL.patternShape(1, 32, 40));
    try (RequestArtifacts artifacts = artifacts(cache)) {
      assertThatExceptionOfType(WorkerException.class)
          .isThrownBy(() -> artifacts.run(a, ORIGIN))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(WorkerException.Kind.FAULT));
    }
  }

  @Test
  void run_copyCannotBeTrue_isTheWorkersFaultAndMadeAgainElsewhere() {
    a.failsToCopy(new WorkerException(WorkerException.Kind.FAULT, "empty rows", null));
    try (RequestArtifacts artifacts = artifacts(cache)) {
      var _ = artifacts.run(a, ORIGIN);
      await().until(() -> a.blamed().equals(List.of(WorkerException.Kind.FAULT)));

      assertThatExceptionOfType(WorkerException.class)
          .isThrownBy(() -> artifacts.run(a, USER))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(WorkerException.Kind.FAULT));
      var _ = artifacts.run(b, USER);
    }

    assertThat(a.ran()).containsExactly("make");
    assertThat(b.ran()).containsExactly("make", "use");
    assertThat(b.blamed()).isEmpty();
  }

  @Test
  void close_dropsTheArtifactEverywhere() {
    try (RequestArtifacts artifacts = artifacts(cache)) {
      var _ = artifacts.run(a, ORIGIN);
      var _ = artifacts.run(b, USER);
    }

    await().untilAsserted(() -> assertThat(a.dropped()).containsExactly("p"));
    await().untilAsserted(() -> assertThat(b.dropped()).containsExactly("p"));
    await().until(() -> cache.size() == 0);
  }

  private static RequestArtifacts artifacts(PatternCache cache) {
    return new RequestArtifacts(cache, new PoolMetrics(new SimpleMeterRegistry()));
  }
}
