package io.sparsed.bench.quality.worker;

import static io.sparsed.bench.quality.worker.DemoWorker.BLOCK_SIZE;
import static io.sparsed.bench.quality.worker.DemoWorker.CANVAS;
import static io.sparsed.bench.quality.worker.DemoWorker.PROMPT;
import static io.sparsed.bench.quality.worker.DemoWorker.confidences;
import static io.sparsed.bench.quality.worker.DemoWorker.dense;
import static io.sparsed.bench.quality.worker.DemoWorker.request;
import static io.sparsed.bench.quality.worker.DemoWorker.select;
import static io.sparsed.bench.quality.worker.DemoWorker.sparse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import io.sparsed.bench.quality.policy.Budget;
import io.sparsed.bench.quality.policy.FixedBlocks;
import io.sparsed.bench.quality.policy.Kind;
import io.sparsed.bench.wire.PatternTransfer;
import io.sparsed.v1.DescribeRequest;
import io.sparsed.v1.ForwardRequest;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.worker.attention.Pattern;
import io.sparsed.worker.attention.PatternShape;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyWorkerTest {
  private static final Budget BUDGET = Budget.of(CANVAS, PROMPT, BLOCK_SIZE, 0.3);
  private static final PatternShape SHAPE = new PatternShape(1, 6, 4, BLOCK_SIZE, CANVAS);
  private static final Pattern WINDOW =
      FixedBlocks.pattern(Kind.WINDOW, SHAPE, BUDGET, DemoWorker.SEED);

  private DemoWorker demo;

  @BeforeAll
  void start() throws IOException {
    demo = new DemoWorker();
  }

  @AfterAll
  void close() {
    demo.close();
  }

  private Pattern held(String id) throws StatusException, InterruptedException {
    return PatternTransfer.get(demo.real, id);
  }

  private static String reason(StatusException e) throws Exception {
    return StatusProto.fromThrowable(e).getDetails(0).unpack(ErrorInfo.class).getReason();
  }

  @Test
  void forward_policyThatIsNone_isRefused() {
    StatusException e =
        catchThrowableOfType(
            StatusException.class,
            () -> demo.policies.forward(request("nonsense/512/single/0", 1, dense())));

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(e).hasMessageContaining("no policy 'nonsense'");
  }

  @Test
  void forward_refusedByTheWorker_failsAsTheWorkerSays() throws Exception {
    ForwardRequest wrong =
        request("dense/1", 1, dense()).toBuilder().setTokenIds(0, 1_000_000).build();

    StatusException e =
        catchThrowableOfType(StatusException.class, () -> demo.policies.forward(wrong));

    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(reason(e)).isEqualTo("INVALID_FORWARD");
  }

  @Test
  void forward_patternThatIsNotHeld_failsSoThatTheSchedulerSendsIt() throws Exception {
    for (String policy : List.of("sparsed-0.3-skip-0.2", "window-0.3", "window-0.3-skip-0.2")) {
      StatusException e =
          catchThrowableOfType(
              StatusException.class,
              () -> demo.policies.forward(request(policy + "/2", 1, sparse("nowhere"))));

      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(reason(e)).isEqualTo("PATTERN_MISSING");
    }
  }

  @Test
  void describe_always_isTheWorkersOwn() throws StatusException {
    assertThat(demo.policies.describe(DescribeRequest.getDefaultInstance()))
        .isEqualTo(demo.real.describe(DescribeRequest.getDefaultInstance()));
  }

  @Test
  void sparseD_always_isWhatTheSchedulerAsksFor() throws Exception {
    String id = "sparsed-0.3-skip-0.2/3";
    ForwardResponse selecting = demo.policies.forward(request(id, 1, select("as-asked", 0.3)));
    ForwardResponse sparse = demo.policies.forward(request(id, 1, sparse("as-asked")));

    demo.plain(1, select("plain", 0.3));
    assertThat(held("as-asked").words()).isEqualTo(held("plain").words());
    assertThat(selecting.getPattern().getPatternId()).isEqualTo("as-asked");
    assertThat(confidences(sparse)).isEqualTo(demo.plain(1, sparse("plain")));
    Ledger.Tally tally = demo.ledger.take(id);
    assertThat(tally.kept()).isBetween(BUDGET.kept() * 0.8 / 16, BUDGET.kept() / 16.0);
    assertThat(tally.attendedPerStep()).isCloseTo((1 + tally.kept()) / 2, within(1e-9));
  }

  @Test
  void window_stepBeforeAnyPattern_isSparse() throws Exception {
    ForwardResponse response = demo.policies.forward(request("window-0.3/4", 1, dense()));

    PatternTransfer.put(demo.real, "window", WINDOW);
    assertThat(confidences(response))
        .isEqualTo(demo.plain(1, sparse("window")))
        .isNotEqualTo(demo.plain(1, dense()));
    Ledger.Tally tally = demo.ledger.take("window-0.3/4");
    assertThat(tally.kept()).isCloseTo(BUDGET.kept() / 16.0, within(1e-9));
    assertThat(tally.attendedPerStep()).isEqualTo(tally.kept());
    assertThat(catchThrowableOfType(StatusException.class, () -> held("window-0.3/4/fixed")))
        .isNotNull();
  }

  @Test
  void window_stepThatTakesThePattern_isSparseAndGivesTheWindow() throws Exception {
    ForwardResponse response =
        demo.policies.forward(request("window-0.3/5", 1, select("taken", 0.3)));

    assertThat(held("taken").words()).isEqualTo(WINDOW.words());
    assertThat(response.getPattern().getPatternId()).isEqualTo("taken");
    assertThat(confidences(response)).isEqualTo(demo.plain(1, sparse("taken")));
  }

  @Test
  void windowWithSkip_untilThePatternIsTaken_isDense() throws Exception {
    String id = "window-0.3-skip-0.2/6";
    ForwardResponse before = demo.policies.forward(request(id, 1, dense()));
    ForwardResponse taking = demo.policies.forward(request(id, 1, select("skipped", 0.3)));

    assertThat(confidences(before)).isEqualTo(demo.plain(1, dense()));
    assertThat(confidences(taking)).isEqualTo(demo.plain(1, dense()));
    assertThat(taking.getPattern().getPatternId()).isEqualTo("skipped");
    assertThat(held("skipped").words()).isEqualTo(WINDOW.words());
  }

  @Test
  void window_thatKeepsEveryBlock_isDenseAttention() throws Exception {
    List<Double> everything = confidences(demo.policies.forward(request("window-1/7", 1, dense())));

    List<Double> dense = demo.plain(1, dense());
    for (int i = 0; i < dense.size(); i++) {
      assertThat(everything.get(i)).isCloseTo(dense.get(i), within(1e-4));
    }
  }

  @Test
  void joint_selection_keepsTheSameNumberWhereverItLies() throws Exception {
    demo.policies.forward(request("joint-0.3-skip-0.2/8", 1, select("joint", 0.3)));
    demo.plain(1, select("isolated", 0.3));

    Pattern joint = held("joint");
    boolean somewhereWithoutGeneration = false;
    for (int query = 0; query < SHAPE.blocks(); query++) {
      int[] kept = joint.kept(0, 0, 0, query);
      assertThat(kept).hasSize(BUDGET.kept());
      somewhereWithoutGeneration |= kept[kept.length - 1] < PROMPT / BLOCK_SIZE;
    }
    assertThat(joint.words()).isNotEqualTo(held("isolated").words());
    assertThat(somewhereWithoutGeneration).isTrue();
  }

  @Test
  void everyStep_otherCanvas_takesItsOwnPattern() throws Exception {
    String id = "every-step-0.3-skip-0.2/9";
    demo.policies.forward(request(id, 1, select("renewed", 0.3)));
    ForwardResponse response = demo.policies.forward(request(id, 2, sparse("renewed")));

    demo.plain(2, select("second", 0.3));
    assertThat(held("renewed").words()).isEqualTo(held("second").words());
    assertThat(confidences(response)).isEqualTo(demo.plain(2, sparse("second")));
    Ledger.Tally tally = demo.ledger.take(id);
    assertThat(tally.attendedPerStep()).isCloseTo((2 + tally.kept()) / 2, within(1e-9));
  }

  @Test
  void sharedHeads_selection_isOnePatternForAllHeads() throws Exception {
    demo.policies.forward(request("shared-heads-0.3-skip-0.2/10", 1, select("shared", 0.3)));

    Pattern shared = held("shared");
    for (int layer = 0; layer < SHAPE.layers(); layer++) {
      for (int query = 0; query < SHAPE.blocks(); query++) {
        int[] first = shared.kept(0, layer, 0, query);
        assertThat(first).hasSize(BUDGET.kept());
        for (int head = 1; head < SHAPE.heads(); head++) {
          assertThat(shared.kept(0, layer, head, query)).isEqualTo(first);
        }
      }
    }
  }
}
