package io.sparsed.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An Event reports how far a generation is: one {@link Accepted}, a {@link Progress} for each step,
 * one {@link Finished}.
 */
public sealed interface Event {
  /** An Accepted reports that the request is valid and that denoising begins. */
  final class Accepted extends WireValue<io.sparsed.v1.Accepted> implements Event {
    Accepted(io.sparsed.v1.Accepted message) {
      super(message);
    }

    /** {@return the id of the request} */
    public String requestId() {
      return message.getRequestId();
    }

    /** {@return the id of the model} */
    public String model() {
      return message.getModel();
    }

    /** {@return the digest of the model's checkpoint} */
    public String fingerprint() {
      return message.getFingerprint();
    }

    /** {@return the length of the prompt in tokens} */
    public int promptTokens() {
      return message.getPromptTokens();
    }

    /** {@return the tokens of a text or a conversation; empty if the request gave tokens} */
    public TokenIds promptTokenIds() {
      return tokenIds(message.getPromptTokenIdsList());
    }

    /** {@return the denoising options in force, with every default filled in} */
    public DiffusionOptions diffusion() {
      return new DiffusionOptions(message.getDiffusion());
    }

    /** {@return the sparse-attention options in force, with every default filled in} */
    public SparseOptions sparse() {
      return new SparseOptions(message.getSparse());
    }
  }

  /** A Progress reports that a step is done. */
  final class Progress extends WireValue<io.sparsed.v1.Progress> implements Event {
    Progress(io.sparsed.v1.Progress message) {
      super(message);
    }

    /** {@return the index of the step, from 0} */
    public int step() {
      return message.getStep();
    }

    /**
     * {@return the most steps there can be; a generation may end sooner, so measure its progress by
     * {@link #masked}}
     */
    public int steps() {
      return message.getSteps();
    }

    /** {@return the index of the generation block (LLaDA), from 0} */
    public int generationBlock() {
      return message.getGenerationBlock();
    }

    /** {@return the attention of the step} */
    public AttentionMode attention() {
      return named(AttentionMode.class, "ATTENTION_MODE_", message.getAttention())
          .orElse(AttentionMode.UNKNOWN);
    }

    /** {@return whether it computed few rows and reused the keys and values of the others} */
    public boolean reused() {
      return message.getReused();
    }

    /** {@return the positions that got a token, ascending} */
    public List<Commit> commits() {
      return commits(
          message.getPositionsList(), message.getTokenIdsList(), message.getConfidencesList());
    }

    /** {@return the positions of the prompt whose slots got a token, ascending} */
    public List<Commit> slotCommits() {
      return commits(
          message.getSlotPositionsList(),
          message.getSlotTokenIdsList(),
          message.getSlotConfidencesList());
    }

    private static List<Commit> commits(
        List<Integer> positions, List<Integer> tokenIds, List<Float> confidences) {
      return IntStream.range(0, Math.min(positions.size(), tokenIds.size()))
          .mapToObj(
              i ->
                  new Commit(
                      positions.get(i),
                      tokenIds.get(i),
                      i < confidences.size() ? confidences.get(i) : Double.NaN))
          .toList();
    }

    /**
     * {@return the pattern that the step took, of the heads that {@link ResponseOptions} ask for;
     * empty for other steps, or if the scheduler has no copy of the pattern}
     */
    public List<HeadPattern> patterns() {
      return message.getPatternsList().stream().map(HeadPattern::new).toList();
    }

    /** {@return the number of generated positions that are still masked} */
    public int masked() {
      return message.getMasked();
    }

    /** {@return the generation as it stands; empty unless {@link ResponseOptions} asks for it} */
    public Optional<String> text() {
      return message.hasText() ? Optional.of(message.getText()) : Optional.empty();
    }

    /** {@return the wall time of the step} */
    public Duration elapsed() {
      return duration(message.getElapsed());
    }
  }

  /** A Finished carries the answer. No event follows it. */
  final class Finished extends WireValue<io.sparsed.v1.Finished> implements Event {
    Finished(io.sparsed.v1.Finished message) {
      super(message);
    }

    /** {@return the finished generation} */
    public Answer answer() {
      return new Answer(message);
    }
  }
}
