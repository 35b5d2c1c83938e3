package io.sparsed.worker.grpc;

import io.sparsed.v1.ProposalDirective;
import io.sparsed.worker.proposal.Confidence;
import io.sparsed.worker.proposal.PredictionRow;
import io.sparsed.worker.proposal.Sampling;
import java.util.Arrays;

/** Reads how a forward proposes tokens. */
final class ProposalMapper {
  private ProposalMapper() {}

  /** Returns how tokens are drawn; throws {@link IllegalArgumentException} if that is not told. */
  static Sampling sampling(ProposalDirective proposal, int vocabulary) {
    return switch (proposal.getSamplingCase()) {
      case GREEDY -> new Sampling.Greedy();
      case GUMBEL -> new Sampling.Gumbel(proposal.getGumbel().getTemperature());
      case CATEGORICAL ->
          new Sampling.Categorical(
              proposal.getCategorical().getTemperature(),
              proposal.getCategorical().getTopP(),
              proposal.getCategorical().getTopK());
      case GIVEN -> given(proposal, vocabulary);
      case SAMPLING_NOT_SET ->
          throw new IllegalArgumentException("set greedy, gumbel, categorical or given");
    };
  }

  private static Sampling given(ProposalDirective proposal, int vocabulary) {
    int[] tokens =
        proposal.getGiven().getTokenIdsList().stream().mapToInt(Integer::intValue).toArray();
    boolean areTokens = Arrays.stream(tokens).allMatch(id -> id >= 0 && id < vocabulary);
    if (!areTokens || tokens.length != proposal.getPositionsCount()) {
      throw new IllegalArgumentException(
          "give a token in [0, " + vocabulary + ") for each position");
    }
    return new Sampling.Given(tokens);
  }

  /** Returns the kind of confidence; throws {@link IllegalArgumentException} for an unknown one. */
  static Confidence confidence(ProposalDirective proposal) {
    return switch (proposal.getConfidence()) {
      case CONFIDENCE_UNSPECIFIED, CONFIDENCE_PROBABILITY -> Confidence.PROBABILITY;
      case CONFIDENCE_MARGIN -> Confidence.MARGIN;
      case CONFIDENCE_NEGATIVE_ENTROPY -> Confidence.NEGATIVE_ENTROPY;
      case UNRECOGNIZED -> throw new IllegalArgumentException("confidence is unknown");
    };
  }

  /**
   * Returns the row that predicts a position; throws {@link IllegalArgumentException} if that is
   * not told.
   */
  static PredictionRow predictionRow(ProposalDirective proposal) {
    return switch (proposal.getPredictionRow()) {
      case PREDICTION_ROW_SAME -> PredictionRow.SAME;
      case PREDICTION_ROW_PREVIOUS -> PredictionRow.PREVIOUS;
      case PREDICTION_ROW_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "set prediction_row: SAME for LLaDA, PREVIOUS for Dream, whose logits are shifted");
    };
  }
}
