package io.sparsed.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import io.sparsed.v1.Finished;
import io.sparsed.v1.GenerateRequest;
import io.sparsed.worker.Compute;
import io.sparsed.worker.golden.Golden;
import io.sparsed.worker.golden.GoldenCase;
import io.sparsed.worker.golden.ReuseCase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares recorded runs of the published code with workers of several devices. */
class GoldenDevicesTest {
  private static final List<String> OF_TWO = List.of(Cluster.LLADA, "dream-tiny", "llada-moe-tiny");

  @TempDir static Path folder;
  private static Cluster ofTwo;
  private static Cluster ofFour;

  @BeforeAll
  static void start() throws IOException {
    ofTwo =
        Cluster.of(
            folder, config -> config, Compute.on("cpu", "cpu"), OF_TWO.toArray(String[]::new));
    ofFour =
        Cluster.of(folder, config -> config, Compute.on("cpu", "cpu", "cpu", "cpu"), Cluster.LLADA);
  }

  @AfterAll
  static void stop() {
    ofTwo.close();
    ofFour.close();
  }

  static List<GoldenCase> cases() {
    return Golden.cases().stream().filter(each -> OF_TWO.contains(each.model())).toList();
  }

  static Stream<GoldenCase> casesOfFour() {
    return cases().stream().filter(each -> each.model().equals(Cluster.LLADA));
  }

  static List<ReuseCase> reuseCases() {
    return Golden.reuseCases();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void generate_recordedRunOnTwoDevices_equalsTheReferenceAfterEveryStep(GoldenCase golden) {
    assertAsRecorded(ofTwo, golden);
  }

  @ParameterizedTest
  @MethodSource("casesOfFour")
  void generate_recordedRunOnFourDevices_equalsTheReferenceAfterEveryStep(GoldenCase golden) {
    assertAsRecorded(ofFour, golden);
  }

  private static void assertAsRecorded(Cluster cluster, GoldenCase golden) {
    Finished finished = finished(cluster, GoldenRequests.request(golden));
    assertThat(GoldenRequests.history(finished.getHistoryList()))
        .isEqualTo(GoldenRequests.history(golden));
    assertThat(finished.getTokenIdsList()).isEqualTo(GoldenRequests.finalTokens(golden));
  }

  @ParameterizedTest
  @MethodSource("reuseCases")
  void generate_recordedReuse_equalsTheReference(ReuseCase golden) {
    List<Integer> expected =
        golden.finalTokens().subList(golden.prompt().size(), golden.finalTokens().size());
    for (Cluster cluster : List.of(ofTwo, ofFour)) {
      assertThat(finished(cluster, GoldenReuseTest.request(golden)).getTokenIdsList())
          .isEqualTo(expected);
    }
  }

  private static Finished finished(Cluster cluster, GenerateRequest request) {
    return Lists.newArrayList(cluster.stub().generate(request)).getLast().getFinished();
  }
}
