package io.sparsed.scheduler.diffusion;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Comparator;
import java.util.List;

/**
 * A ParallelRule commits several proposals a step, as many of the most confident ones as their
 * confidences allow, and at least as many as are due.
 */
public sealed interface ParallelRule extends Unmasking {

  /** Returns the confidence that the rule reads. */
  Confidence confidence();

  /**
   * Returns how many of the most confident proposals are committed.
   *
   * @param descending confidences, highest first, at least one
   */
  int count(List<Double> descending);

  @Override
  default Commit choose(Step step, List<Proposal> proposals) {
    if (proposals.isEmpty()) {
      return Commit.of(proposals);
    }
    List<Double> descending =
        proposals.stream().map(Proposal::confidence).sorted(Comparator.reverseOrder()).toList();
    int count = Math.max(step.due(), count(descending));
    return Ranking.highest(proposals, count, Proposal::confidence);
  }

  /**
   * Commits every proposal whose probability is at least a threshold (Fast-dLLM).
   *
   * @param threshold least probability, 0 or more
   */
  record Threshold(double threshold) implements ParallelRule {
    /** Throws unless the threshold is finite and not negative. */
    public Threshold {
      checkArgument(threshold >= 0 && Double.isFinite(threshold), "a threshold is 0 or more");
    }

    @Override
    public Confidence confidence() {
      return Confidence.PROBABILITY;
    }

    @Override
    public int count(List<Double> descending) {
      return (int) descending.stream().takeWhile(each -> each >= threshold).count();
    }
  }

  /**
   * Commits the n-th most probable proposal while its probability is at least 1 - factor / (n + 1)
   * (Fast-dLLM).
   *
   * @param factor share that the probabilities may miss, above 0
   */
  record Factor(double factor) implements ParallelRule {
    /** Throws unless the factor is finite and positive. */
    public Factor {
      checkArgument(factor > 0 && Double.isFinite(factor), "a factor is above 0");
    }

    @Override
    public Confidence confidence() {
      return Confidence.PROBABILITY;
    }

    @Override
    public int count(List<Double> descending) {
      int count = 1;
      while (count < descending.size() && descending.get(count) >= 1 - factor / (count + 2)) {
        count++;
      }
      return count;
    }
  }

  /**
   * Commits the proposals with the lowest entropies H while sum(H) - max(H) is at most a bound
   * (EB-Sampler: Ben-Hamu et al., Accelerated Sampling from Masked Diffusion Models via Entropy
   * Bounded Unmasking).
   *
   * @param bound bound in nats, 0 or more
   */
  record EntropyBound(double bound) implements ParallelRule {
    /** Throws unless the bound is finite and not negative. */
    public EntropyBound {
      checkArgument(bound >= 0 && Double.isFinite(bound), "an entropy bound is 0 or more");
    }

    @Override
    public Confidence confidence() {
      return Confidence.NEGATIVE_ENTROPY;
    }

    @Override
    public int count(List<Double> descending) {
      int count = 1;
      double sum = 0; // of all entropies but the highest, which is the next one's
      while (count < descending.size()) {
        sum += Math.max(0, -descending.get(count - 1));
        if (sum > bound) {
          break;
        }
        count++;
      }
      return count;
    }
  }

  /**
   * Commits every proposal whose entropy is at most a threshold (dParallel, d3LLM).
   *
   * @param threshold highest entropy in nats, 0 or more
   */
  record EntropyThreshold(double threshold) implements ParallelRule {
    /** Throws unless the threshold is finite and not negative. */
    public EntropyThreshold {
      checkArgument(
          threshold >= 0 && Double.isFinite(threshold), "an entropy threshold is 0 or more");
    }

    @Override
    public Confidence confidence() {
      return Confidence.NEGATIVE_ENTROPY;
    }

    @Override
    public int count(List<Double> descending) {
      return (int) descending.stream().takeWhile(each -> -each <= threshold).count();
    }
  }
}
