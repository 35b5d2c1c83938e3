package io.sparsed.worker.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.trace.Span;
import io.sparsed.worker.attention.AttentionDirective;
import io.sparsed.worker.model.Cancellation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tests which forwards run together, and how long the others wait. */
class BatchPolicyTest {
  private static final long NANOS_PER_TOKEN = 1000;

  private final BatchPolicy policy = new BatchPolicy(4000, 10_000);
  private final IdentityHashMap<Forward, String> names = new IdentityHashMap<>();
  private final IdentityHashMap<Forward, ForwardLoad> loads = new IdentityHashMap<>();

  @Test
  void of_noRoom_refused() {
    assertThatThrownBy(() -> new BatchPolicy(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new BatchPolicy(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void next_largerThanEveryBound_runsAlone() {
    assertThat(
            chosen(
                List.of(
                    waiting("huge", -100_000_000, 100_000, 100_000),
                    waiting("short", 1, 250, 250))))
        .containsExactly("huge");
  }

  @Test
  void next_moreThanFits_oldestFillTheBound() {
    assertThat(
            chosen(
                List.of(
                    waiting("a", 0, 2000),
                    waiting("b", 10_000_000, 1500),
                    waiting("does not fit", 20_000_000, 600),
                    waiting("c", 30_000_000, 500))))
        .containsExactly("a", "b", "c");
  }

  @Test
  void next_memoryUsedUp_theRestWaits() {
    assertThat(
            chosen(
                List.of(
                    waiting("a", 0, 100, 6000),
                    waiting("b", 1, 100, 5000),
                    waiting("c", 2, 100, 4000))))
        .containsExactly("a", "c");
  }

  @Test
  void next_longIsDue_isNotSlowedByMoreThanAQuarter() {
    assertThat(
            chosen(
                List.of(
                    waiting("long", -60_000_000, 6000),
                    waiting("a", -10_000_000, 1000),
                    waiting("b", 1, 500),
                    waiting("c", 2, 500))))
        .containsExactly("long", "a", "b");
  }

  @Test
  void next_shortBehindALongThatJustCame_goesFirst() {
    assertThat(chosen(List.of(waiting("long", 0, 60_000), waiting("short", 1_000_000, 250))))
        .containsExactly("short");
  }

  @Test
  void next_longHasWaitedAsLongAsItRuns_goesFirst() {
    assertThat(
            chosen(List.of(waiting("long", 0, 60_000, 60_000), waiting("short", 60_000_000, 250))))
        .containsExactly("long");
  }

  @Test
  void next_paceNotKnown_oldestFirst() {
    var all = List.of(waiting("long", 0, 60_000, 60_000), waiting("short", 1, 250));
    assertThat(names(policy.next(all, this::load, 0))).containsExactly("long");
  }

  @Test
  void next_clockOverflows_orderStays() {
    long late = Long.MAX_VALUE - 10;
    assertThat(chosen(List.of(waiting("a", late, 3000), waiting("b", late + 20, 3000))))
        .containsExactly("a");
  }

  /** Sixteen short requests and a long one, each of which asks again as soon as it is answered. */
  @Test
  void next_shortAndLongForever_neitherStarves() {
    var waiting = new ArrayList<QueuedForward>();
    waiting.add(waiting("long", 0, 60_000, 60_000));
    for (int i = 0; i < 16; i++) {
      waiting.add(waiting("short " + i, 0, 260));
    }
    long now = 0;
    Map<String, Integer> runs = new HashMap<>();
    long longestWaitOfLong = 0;
    while (now < 6_000_000_000L) {
      var pass = policy.next(List.copyOf(waiting), this::load, NANOS_PER_TOKEN);
      long began = now;
      now += NANOS_PER_TOKEN * pass.stream().mapToLong(ran -> load(ran.forward()).cost()).sum();
      waiting.removeAll(pass);
      for (var ran : pass) {
        var name = name(ran);
        runs.merge(name, 1, Integer::sum);
        if (name.equals("long")) {
          longestWaitOfLong = Math.max(longestWaitOfLong, began - ran.sinceNanos());
        }
        waiting.add(queued(ran.forward(), now));
      }
    }
    assertThat(longestWaitOfLong).isLessThan(2 * 60_000 * NANOS_PER_TOKEN);
    assertThat(runs.get("long")).isBetween(40, 60); // 100 if it ran all the time
    for (int i = 0; i < 16; i++) {
      assertThat(runs.get("short " + i)).isGreaterThan(400); // 1400 if they ran all the time
    }
  }

  private List<String> chosen(List<QueuedForward> waiting) {
    return names(policy.next(waiting, this::load, NANOS_PER_TOKEN));
  }

  private List<String> names(List<QueuedForward> chosen) {
    return chosen.stream().map(this::name).toList();
  }

  private String name(QueuedForward queued) {
    return Objects.requireNonNull(names.get(queued.forward()));
  }

  private ForwardLoad load(Forward forward) {
    return Objects.requireNonNull(loads.get(forward));
  }

  private QueuedForward waiting(String name, long sinceNanos, long cost) {
    return waiting(name, sinceNanos, cost, 1);
  }

  private QueuedForward waiting(String name, long sinceNanos, long cost, long memory) {
    var request = Forwards.request(Forwards.greedy(0, 0, false));
    var forward = new Forward(new int[1], 0, new AttentionDirective.Dense(), request);
    names.put(forward, name);
    loads.put(forward, new ForwardLoad(cost, memory));
    return queued(forward, sinceNanos);
  }

  private static QueuedForward queued(Forward forward, long sinceNanos) {
    return new QueuedForward(
        forward, Cancellation.NEVER, sinceNanos, new CompletableFuture<>(), Span.getInvalid());
  }
}
