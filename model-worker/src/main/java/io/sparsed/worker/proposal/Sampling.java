package io.sparsed.worker.proposal;

/** A Sampling rule draws a token from a row of logits. */
public sealed interface Sampling {
  /** Returns the temperature; 0 adds no noise. */
  double temperature();

  /**
   * Returns the code of the rule in {@code proposal.py} and, but for given tokens, in {@code
   * sparsed_kernels.h}.
   */
  default int code() {
    return switch (this) {
      case Greedy() -> 0;
      case Gumbel _ -> 1;
      case Categorical _ -> 2;
      case Given _ -> 3;
    };
  }

  /** Greedy sampling: the most probable token, the lowest id among equals. */
  record Greedy() implements Sampling {
    @Override
    public double temperature() {
      return 0;
    }
  }

  /**
   * Gumbel sampling of LLaDA ({@code add_gumbel_noise}): the argmax of {@code exp(logits) / (-ln
   * u)^temperature}; the confidence is that of the logits without noise.
   *
   * @param temperature temperature, above 0
   */
  record Gumbel(double temperature) implements Sampling {
    public Gumbel {
      if (!(temperature > 0) || Double.isInfinite(temperature)) {
        throw new IllegalArgumentException("a Gumbel temperature is above 0, not " + temperature);
      }
    }
  }

  /**
   * Categorical sampling of Dream ({@code sample_tokens}): temperature, then top-p, then top-k on
   * the logits, then a categorical draw and its probability.
   *
   * @param temperature temperature; 0 takes the most probable token
   * @param topP probability of the nucleus, in (0, 1]; 1 is off
   * @param topK number of tokens that may be drawn; 0 is off
   */
  record Categorical(double temperature, double topP, int topK) implements Sampling {
    public Categorical {
      if (!(temperature >= 0) || Double.isInfinite(temperature)) {
        throw new IllegalArgumentException("a temperature is 0 or more, not " + temperature);
      }
      if (!(topP > 0 && topP <= 1)) {
        throw new IllegalArgumentException("top_p is in (0, 1], not " + topP);
      }
      if (topK < 0) {
        throw new IllegalArgumentException("top_k is 0 or more, not " + topK);
      }
    }
  }

  /**
   * No draw: the tokens are given, so that the probability of each can be told.
   *
   * @param tokens token ids [positions]; owned by the request, which nobody changes
   */
  record Given(int[] tokens) implements Sampling {
    @Override
    public double temperature() {
      return 0;
    }
  }
}
