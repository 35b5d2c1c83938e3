package io.sparsed.scheduler.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparsed.scheduler.pool.Placement.Candidate;
import io.sparsed.scheduler.pool.Placement.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests which worker a step goes to. Candidates are given as seconds: queue, step, transfer. */
class PlacementTest {

  @Test
  void choose_nobody_isEmpty() {
    assertThat(Placement.choose(List.of())).isEmpty();
  }

  @Test
  void choose_equals_takesTheFirst() {
    assertThat(choose(at("a", 1, 1, 0), at("b", 1, 1, 0)).worker()).isEqualTo("a");
  }

  @Test
  void choose_leastOutstanding_wins() {
    assertThat(choose(at("a", 2, 1, 0), at("b", 1, 1, 0)).worker()).isEqualTo("b");
  }

  @Test
  void choose_fasterWorkerWithLongerQueue_winsIfItIsDoneFirst() {
    assertThat(choose(at("slow", 0, 20, 0), at("fast", 5, 1, 0)).worker()).isEqualTo("fast");
  }

  @Test
  void choose_holderIsLittleBusier_staysThere() {
    assertThat(choose(at("holder", 1, 1, 0), at("other", 0.5, 1, 1)))
        .isEqualTo(new Choice<>("holder", Optional.empty()));
  }

  @Test
  void choose_waitingIsDearerThanSending_moves() {
    assertThat(choose(at("holder", 5, 1, 0), at("other", 0, 1, 2)))
        .isEqualTo(new Choice<>("other", Optional.empty()));
  }

  @Test
  void choose_sendingPaysWithinSomeSteps_staysAndCopies() {
    assertThat(choose(at("holder", 5, 1, 0), at("busy", 4, 1, 6), at("other", 0, 1, 6)))
        .isEqualTo(new Choice<>("holder", Optional.of("other")));
  }

  @Test
  void choose_imbalanceOfLessThanAStep_doesNotCopy() {
    assertThat(choose(at("holder", 3, 4, 0), at("other", 0, 4, 4)))
        .isEqualTo(new Choice<>("holder", Optional.empty()));
  }

  @Test
  void choose_sendingNeverPays_doesNotCopy() {
    assertThat(choose(at("holder", 5, 1, 0), at("other", 0, 1, 60)))
        .isEqualTo(new Choice<>("holder", Optional.empty()));
  }

  @Test
  void choose_failedThereBefore_takesItOnlyIfNobodyElseCan() {
    Candidate<String> failed = new Candidate<>("failed", 0, 1, 0, false, true);

    assertThat(choose(failed, at("busy", 100, 1, 50)).worker()).isEqualTo("busy");
    assertThat(choose(failed).worker()).isEqualTo("failed");
    assertThat(
            choose(at("busy", 100, 1, 0), new Candidate<>("failed", 0, 1, 1, false, true)).copyTo())
        .as("it gets no copy")
        .isEmpty();
  }

  @Test
  void choose_keyValuesOfAnotherWouldHaveToGo_goesToASlowerWorkerWithRoom() {
    Candidate<String> full = new Candidate<>("full", 0, 1, 0, true, false);

    assertThat(choose(full, at("slow", 5, 20, 0)).worker()).isEqualTo("slow");
    assertThat(choose(full).worker()).isEqualTo("full");
  }

  private static Candidate<String> at(String worker, double queue, double step, double move) {
    return new Candidate<>(worker, queue, step, move, false, false);
  }

  @SafeVarargs
  private static Choice<String> choose(Candidate<String>... candidates) {
    List<Candidate<String>> all = new ArrayList<>();
    for (Candidate<String> candidate : candidates) {
      all.add(candidate);
    }
    return Placement.choose(all).orElseThrow();
  }
}
