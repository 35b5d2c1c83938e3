package io.sparsed.scheduler.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FairQueueTest {

  private final FairQueue<String> queue =
      new FairQueue<>(client -> Map.of("gold", 3).getOrDefault(client, 1));

  @Test
  void new_nothingAskedFor_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Arrivals.of("a", Priority.LOW, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Arrivals.withPattern("a", -1));
  }

  @Test
  void poll_nobodyWaits_isEmpty() {
    assertThat(queue.poll(_ -> true)).isEmpty();
    assertThat(queue.peek(_ -> true)).isEmpty();
    assertThat(queue.nextToEvict()).isEmpty();
    assertThat(queue.remove("x")).isFalse();
  }

  @Test
  void poll_oneClient_isFirstInFirstOut() {
    add("a1 a2 a3");

    assertThat(rest()).containsExactly("a1", "a2", "a3");
  }

  @Test
  void poll_oneClientFloods_theOthersTakeTurnsWithIt() {
    add("a1 a2 a3 a4 a5");
    add("b1 b2");
    add("c1");

    assertThat(rest()).containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4", "a5");
  }

  @Test
  void poll_largeAndSmallRequests_shareTheWorkNotTheTurns() {
    queue.add("large1", Arrivals.of("a", Priority.NORMAL, 4));
    queue.add("large2", Arrivals.of("a", Priority.NORMAL, 4));
    for (int i = 1; i <= 6; i++) {
      queue.add("small" + i, Arrivals.of("b", Priority.NORMAL, 1));
    }

    assertThat(rest())
        .containsExactly(
            "large1", "small1", "small2", "small3", "small4", "large2", "small5", "small6");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void wouldBeEvicted_anyQueue_isWhatAddingShows(int seed) {
    Random random = new Random(seed);
    List<String> clients = List.of("a", "b", "gold");
    List<Priority> priorities = List.of(Priority.LOW, Priority.NORMAL, Priority.HIGH);
    for (int i = 0; i < 200; i++) {
      String client = clients.get(random.nextInt(clients.size()));
      Priority priority = priorities.get(random.nextInt(priorities.size()));
      boolean foretold = queue.wouldBeEvicted(client, priority);
      queue.add("newcomer " + i, Arrivals.of(client, priority, 1));
      assertThat(queue.nextToEvict().orElseThrow().equals("newcomer " + i)).isEqualTo(foretold);
      if (foretold || random.nextInt(3) == 0) {
        assertThat(queue.remove(queue.nextToEvict().orElseThrow())).isTrue();
      }
    }
  }

  @Test
  void poll_weights_giveShares() {
    for (int i = 0; i < 40; i++) {
      queue.add("gold", Arrivals.of("gold"));
      queue.add("plain", Arrivals.of("plain"));
    }

    List<String> first = rest().subList(0, 40);

    assertThat(first.stream().filter("gold"::equals).count()).isEqualTo(30);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void poll_randomWork_noClientIsMoreThanARequestAhead(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      double work = 1 + random.nextInt(20);
      queue.add("a " + work, Arrivals.of("a", Priority.NORMAL, work));
      work = 1 + random.nextInt(3);
      queue.add("b " + work, Arrivals.of("b", Priority.NORMAL, work));
    }

    double[] had = new double[2];
    for (int i = 0; i < 300; i++) {
      String item = queue.poll(_ -> true).orElseThrow();
      had[item.startsWith("a") ? 0 : 1] += Double.parseDouble(item.substring(2));
      assertThat(had[0]).isCloseTo(had[1], within(20.0 + 3));
    }
  }

  @Test
  void poll_priorities_orderAClientsOwnRequestsOnly() {
    queue.add("a-low", Arrivals.of("a", Priority.LOW, 1));
    queue.add("a-normal", Arrivals.of("a", Priority.NORMAL, 1));
    queue.add("a-high1", Arrivals.of("a", Priority.HIGH, 1));
    queue.add("a-high2", Arrivals.of("a", Priority.HIGH, 1));
    queue.add("b-low", Arrivals.of("b", Priority.LOW, 1));

    assertThat(rest()).containsExactly("a-high1", "b-low", "a-high2", "a-normal", "a-low");
  }

  @Test
  void poll_clientComesBack_isNotServedForItsAbsenceNorTwice() {
    add("a1 b1 b2 b3 b4");
    assertThat(poll(3)).containsExactly("a1", "b1", "b2");

    add("a2 a3 a4");

    assertThat(rest()).containsExactly("a2", "b3", "a3", "b4", "a4");
  }

  @Test
  void poll_clientLeavesAfterItsTurn_stillOwesIt() {
    add("a1 b1 b2");
    assertThat(poll(1)).containsExactly("a1");

    add("a2");

    assertThat(rest()).containsExactly("b1", "b2", "a2");
  }

  @Test
  void remove_waiting_isGoneAndLeavesTheOrder() {
    add("a1 a2 b1 b2");

    assertThat(queue.remove("a1")).isTrue();
    assertThat(queue.remove("a1")).isFalse();

    assertThat(queue.size()).isEqualTo(3);
    assertThat(rest()).containsExactly("a2", "b1", "b2");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void nextToEvict_clientWithMost_losesItsLast() {
    add("a1 a2 a3 b1");

    assertThat(queue.nextToEvict()).contains("a3");
  }

  @Test
  void nextToEvict_equallyMany_losesTheNewcomer() {
    add("a1 a2 b1 b2");

    assertThat(queue.nextToEvict()).contains("b2");
  }

  @Test
  void nextToEvict_ownPriorities_losesTheLowest() {
    queue.add("low", Arrivals.of("a", Priority.LOW, 1));
    queue.add("high", Arrivals.of("a", Priority.HIGH, 1));

    assertThat(queue.nextToEvict()).contains("low");
  }

  @Test
  void nextToEvict_weights_countForLess() {
    queue.add("gold1", Arrivals.of("gold"));
    queue.add("gold2", Arrivals.of("gold"));
    queue.add("plain", Arrivals.of("plain"));

    assertThat(queue.nextToEvict()).contains("plain");
  }

  @Test
  void workBefore_others_countAsFarAsTheyGoFirst() {
    for (int i = 0; i < 10; i++) {
      queue.add("a" + i, Arrivals.of("a"));
    }
    queue.add("b", Arrivals.of("b", Priority.LOW, 1));

    assertThat(queue.workBefore(Arrivals.of("a"))).isEqualTo(10 + 1);
    assertThat(queue.workBefore(Arrivals.of("b", Priority.LOW, 1))).isEqualTo(1 + 2);
    assertThat(queue.workBefore(Arrivals.of("b", Priority.HIGH, 1))).isEqualTo(1);
    assertThat(queue.workBefore(Arrivals.of("c", Priority.NORMAL, 5))).isEqualTo(5 + 1);
    assertThat(queue.work()).isEqualTo(11);
  }

  /** Adds items, each of the client that its first letter names. */
  private void add(String items) {
    for (String item : items.split(" ", -1)) {
      queue.add(item, Arrivals.of(item.substring(0, 1)));
    }
  }

  private List<String> poll(int count) {
    List<String> polled = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      assertThat(queue.peek(_ -> true)).isPresent();
      polled.add(queue.poll(_ -> true).orElseThrow());
    }
    return polled;
  }

  private List<String> rest() {
    return poll(queue.size());
  }
}
