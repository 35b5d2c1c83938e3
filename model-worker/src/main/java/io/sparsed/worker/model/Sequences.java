package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.attention.PassAttention;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.attention.Span;
import io.sparsed.worker.tensor.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The sequences of a forward: their tokens lie one after another for what works on tokens alone;
 * each attends by itself.
 */
final class Sequences {
  private final List<Sequence> sequences;
  private final List<Span> wanted = new ArrayList<>();
  private final PassAttention ofAll;
  private final PassAttention ofWanted;
  private final PassAttention ofWantedByThemselves;

  Sequences(List<Sequence> sequences) {
    this.sequences = List.copyOf(sequences);
    int first = 0;
    for (var sequence : sequences) {
      wanted.add(new Span(first, sequence.length(), sequence.wanted()));
      first += sequence.length();
    }
    var attentions = sequences.stream().map(Sequence::attention).toList();
    var whole =
        wanted.stream()
            .map(span -> new Span(span.first(), span.length(), RowRange.all(span.length())))
            .toList();
    this.ofAll = new PassAttention(attentions, whole);
    this.ofWanted = new PassAttention(attentions, wanted);
    this.ofWantedByThemselves = new PassAttention(attentions, wantedByThemselves());
  }

  /** The tokens of all. */
  long[] tokenIds() {
    return sequences.stream()
        .flatMapToInt(sequence -> IntStream.of(sequence.tokenIds()))
        .asLongStream()
        .toArray();
  }

  int[] lengths() {
    return sequences.stream().mapToInt(Sequence::length).toArray();
  }

  /** Attention of every row of each; [tokens, heads * headDim]. */
  PtNDArray attend(NDManager owner, int layer, HeadTensors in) {
    return ofAll.attend(owner, layer, in);
  }

  /**
   * The wanted rows among the tokens, one sequence after another: the rows whose queries are enough
   * for the last layer. Empty if it takes the queries of all.
   */
  Optional<long[]> enoughQueries() {
    boolean all =
        wanted.stream().allMatch(span -> span.wanted().count() == span.length())
            || sequences.stream().anyMatch(sequence -> sequence.attention().readsEveryQuery());
    return all
        ? Optional.empty()
        : Optional.of(
            wanted.stream()
                .flatMapToLong(
                    span ->
                        LongStream.range(0, span.wanted().count())
                            .map(row -> span.firstQuery() + row))
                .toArray());
  }

  /**
   * Attention of the wanted rows of each; [wanted rows, heads * headDim].
   *
   * @param in with the queries of all rows, or of {@link #enoughQueries}
   */
  PtNDArray attendWanted(NDManager owner, int layer, HeadTensors in) {
    boolean everyQuery = in.q().getShape().get(0) == in.k().getShape().get(0);
    return (everyQuery ? ofWanted : ofWantedByThemselves).attend(owner, layer, in);
  }

  /** The wanted rows in a layer that has no queries but theirs. */
  private List<Span> wantedByThemselves() {
    var spans = new ArrayList<Span>();
    int queries = 0;
    for (var span : wanted) {
      spans.add(new Span(span.first(), span.length(), span.wanted(), queries));
      queries += span.wanted().count();
    }
    return spans;
  }

  /**
   * The wanted rows of each.
   *
   * @param x [tokens, hidden]
   * @return [wanted rows, hidden]; perhaps a view of x
   */
  PtNDArray wantedRows(Torch torch, NDManager owner, PtNDArray x) {
    return Torch.concat(
        owner,
        wanted.stream()
            .map(span -> torch.rows(owner, x, span.firstQuery(), span.wanted().count()))
            .toList());
  }
}
