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
import java.util.stream.LongStream;

/**
 * The Sequences are those of a forward pass. Their tokens lie one sequence after another for the
 * functions that work on tokens alone; each sequence attends by itself.
 */
final class Sequences {
  private final List<Sequence> sequences;
  private final List<Span> wanted = new ArrayList<>();
  private final PassAttention everyRow = new PassAttention();
  private final PassAttention wantedRows = new PassAttention();
  private final PassAttention wantedQueries = new PassAttention();
  private int tokens;
  private int rows;

  Sequences(List<Sequence> sequences) {
    this.sequences = List.copyOf(sequences);
    sequences.forEach(this::add);
  }

  private void add(Sequence sequence) {
    var attention = sequence.attention();
    int branch = sequence.branch();
    int length = sequence.length();
    var span = new Span(tokens, length, sequence.wanted());
    wanted.add(span);
    everyRow.add(attention, branch, new Span(tokens, length, RowRange.all(length)));
    wantedRows.add(attention, branch, span);
    wantedQueries.add(attention, branch, new Span(tokens, length, sequence.wanted(), rows));
    tokens += length;
    rows += sequence.wanted().count();
  }

  /** Returns the tokens of all sequences. */
  long[] tokenIds() {
    var all = new long[tokens];
    int next = 0;
    for (var sequence : sequences) {
      for (int id : sequence.tokenIds()) {
        all[next++] = id;
      }
    }
    return all;
  }

  /** Returns the number of tokens of each sequence. */
  int[] lengths() {
    return sequences.stream().mapToInt(Sequence::length).toArray();
  }

  /** Attends with every row of each sequence and returns [tokens, heads * headDim]. */
  PtNDArray attend(NDManager owner, int layer, HeadTensors in) {
    return everyRow.attend(owner, layer, in);
  }

  /**
   * Returns the wanted rows among the tokens, one sequence after another: the rows whose queries
   * are enough for the last layer. Empty if it needs the queries of all rows.
   */
  Optional<long[]> enoughQueries() {
    boolean all =
        rows == tokens
            || sequences.stream().anyMatch(sequence -> sequence.attention().readsEveryQuery());
    return all
        ? Optional.empty()
        : Optional.of(
            wanted.stream()
                .flatMapToLong(
                    span ->
                        LongStream.range(
                            span.firstQuery(), (long) span.firstQuery() + span.wanted().count()))
                .toArray());
  }

  /**
   * Attends with the wanted rows of each sequence and returns [wanted rows, heads * headDim].
   *
   * @param in queries of all rows, or of {@link #enoughQueries}; keys and values of all
   */
  PtNDArray attendWanted(NDManager owner, int layer, HeadTensors in) {
    boolean everyQuery = in.q().getShape().get(0) == in.k().getShape().get(0);
    return (everyQuery ? wantedRows : wantedQueries).attend(owner, layer, in);
  }

  /**
   * Returns the wanted rows of each sequence.
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
