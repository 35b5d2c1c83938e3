package io.sparsed.scheduler.grpc;

import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.google.common.primitives.ImmutableIntArray;
import io.sparsed.scheduler.diffusion.Attention;
import io.sparsed.scheduler.diffusion.Attention.Selection;
import io.sparsed.scheduler.diffusion.Confidence;
import io.sparsed.scheduler.diffusion.DenoisingRule;
import io.sparsed.scheduler.diffusion.KeyValues;
import io.sparsed.scheduler.diffusion.PatternRule;
import io.sparsed.scheduler.diffusion.PublishedOptions;
import io.sparsed.scheduler.diffusion.Sampling;
import io.sparsed.scheduler.pattern.PatternAssembler;
import io.sparsed.scheduler.pattern.PatternFormatException;
import io.sparsed.scheduler.pattern.PatternShape;
import io.sparsed.scheduler.pattern.PatternSpec;
import io.sparsed.scheduler.pool.Forward;
import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.v1.DescribeResponse;
import io.sparsed.v1.ForwardResponse;
import io.sparsed.v1.GetPatternResponse;
import io.sparsed.v1.GetTokenizerResponse;
import java.time.Duration;
import java.util.List;

/** Reads any answer of a worker. It is taken, or refused by a documented exception. */
public final class WorkerAnswerFuzz {

  private static final ModelFacts MODEL =
      new ModelFacts(
          "m",
          "f",
          DenoisingRule.LLADA,
          true,
          2,
          2,
          8,
          1e6,
          1e3,
          64,
          100,
          64,
          99,
          ImmutableIntArray.of(),
          true,
          PublishedOptions.NONE);

  private static final Selection SELECTION = new Selection(PatternRule.ISOLATED, 16, 0.5, 1);

  private static final List<Forward> FORWARDS =
      List.of(
          forward(new Attention.Dense()),
          forward(new Attention.DenseAndSelect("p", SELECTION)),
          forward(new Attention.Sparse(new Attention.Taken("p"), 0.5)));

  private WorkerAnswerFuzz() {}

  /** Runs one input. */
  public static void fuzzerTestOneInput(
      @NotNull DescribeResponse facts,
      @NotNull ForwardResponse proposals,
      @NotNull List<@NotNull GetPatternResponse> pattern,
      @NotNull List<@NotNull GetTokenizerResponse> tokenizer) {
    attempt(() -> FactsMapper.facts(facts));
    for (Forward forward : FORWARDS) {
      attempt(() -> ForwardAnswer.check(forward, proposals, Duration.ofSeconds(1)));
    }
    PatternShape shape = new PatternShape(1, 1, 1, 16, 48);
    PatternAssembler assembler = new PatternAssembler("p", PatternSpec.of(shape, SELECTION, 20));
    attempt(
        () -> {
          pattern.forEach(part -> PatternMapper.add(part, assembler));
          assembler.finish();
        });
    TokenizerAssembler files = new TokenizerAssembler();
    attempt(
        () -> {
          tokenizer.forEach(part -> files.add(part.getFileName(), part.getData()));
          files.finish();
        });
  }

  private static Forward forward(Attention attention) {
    return new Forward(
        MODEL,
        "r",
        ImmutableIntArray.copyOf(new int[64]),
        1,
        0,
        attention,
        new KeyValues.None(),
        ImmutableIntArray.of(1, 2),
        Confidence.PROBABILITY,
        new Sampling.Greedy(),
        0,
        0);
  }

  private static void attempt(Runnable reading) {
    try {
      reading.run();
    } catch (IllegalArgumentException | PatternFormatException documented) {
      return;
    }
  }
}
