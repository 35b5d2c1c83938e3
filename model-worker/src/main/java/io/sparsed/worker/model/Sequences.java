package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.ActiveRows;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.attention.KeptKeyValues;
import io.sparsed.worker.attention.KeyValues;
import io.sparsed.worker.attention.PassAttention;
import io.sparsed.worker.attention.ReuseAttention;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.attention.Span;
import io.sparsed.worker.tensor.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The Sequences of a forward pass are its canvases, or the active rows of some. Their tokens lie
 * one sequence after another for the functions that work on tokens alone; each sequence attends by
 * itself. Sequences that reuse keys and values come last.
 */
final class Sequences implements Split {
  private final Torch torch;
  private final ReuseAttention reuse;
  private final UnusedRows unusedRows;
  private final List<Place> places = new ArrayList<>();
  private final PassAttention everyRow = new PassAttention();
  private final PassAttention wantedRows = new PassAttention();
  private final PassAttention wantedQueries = new PassAttention();
  private int tokens;
  private int rows;

  /**
   * A Place says where a sequence lies in the pass.
   *
   * @param token index of its first token among those of all sequences
   * @param row index of its first wanted row among those of all sequences
   */
  private record Place(Sequence sequence, int token, int row) {
    /** Returns the index of its first wanted row among the tokens of all sequences. */
    int wantedToken() {
      return token + sequence.wanted().first() - sequence.computed().first();
    }

    int wantedCount() {
      return sequence.wanted().count();
    }

    ActiveRows active(KeptKeyValues kept, boolean everyQuery) {
      return new ActiveRows(
          kept, sequence.attention(), sequence.branch(), token, everyQuery ? token : row);
    }
  }

  /**
   * Lays sequences out.
   *
   * @param unusedRows make up for the rows that the pass lacks
   */
  Sequences(Torch torch, List<Sequence> sequences, ReuseAttention reuse, UnusedRows unusedRows) {
    this.torch = torch;
    this.reuse = reuse;
    this.unusedRows = unusedRows;
    sequences.forEach(this::add);
  }

  private void add(Sequence sequence) {
    var place = new Place(sequence, tokens, rows);
    if (!(sequence.keyValues() instanceof KeyValues.Reuse)) {
      if (places.stream()
          .anyMatch(each -> each.sequence().keyValues() instanceof KeyValues.Reuse)) {
        throw new IllegalArgumentException("sequences that reuse keys and values come last");
      }
      addWhole(sequence);
    }
    places.add(place);
    tokens += sequence.computed().count();
    rows += sequence.wanted().count();
  }

  /** Adds a sequence that attends to the keys and values of the pass. */
  private void addWhole(Sequence sequence) {
    var attention = sequence.attention();
    int branch = sequence.branch();
    int length = sequence.computed().count();
    var wanted = sequence.wanted();
    everyRow.add(attention, branch, new Span(tokens, length, RowRange.all(length)));
    wantedRows.add(attention, branch, new Span(tokens, length, wanted));
    wantedQueries.add(attention, branch, new Span(tokens, length, wanted, rows));
  }

  private int unusedTokens() {
    return unusedRows.missing(tokens);
  }

  private int unusedRows() {
    return unusedRows.missing(rows);
  }

  /** Returns the number of tokens of all sequences. */
  int tokens() {
    return tokens;
  }

  /** Returns the tokens of all sequences, then those of unused rows. */
  @Override
  public long[] tokenIds() {
    var all = new long[tokens + unusedTokens()];
    int next = 0;
    for (var place : places) {
      for (int id : place.sequence().tokenIds()) {
        all[next++] = id;
      }
    }
    return all;
  }

  /** Returns the canvas rows of each sequence that are computed, then the unused rows. */
  @Override
  public List<RowRange> rows() {
    var computed = places.stream().map(place -> place.sequence().computed());
    return unusedTokens() == 0
        ? computed.toList()
        : Stream.concat(computed, Stream.of(RowRange.all(unusedTokens()))).toList();
  }

  /** Returns the active rows of all sequences; empty if one does not reuse keys and values. */
  @Override
  public Optional<Object> recordingKey() {
    var active = new ArrayList<ActiveRows>();
    for (var place : places) {
      if (!(place.sequence().keyValues() instanceof KeyValues.Reuse(var kept))) {
        return Optional.empty();
      }
      active.add(place.active(kept, true));
    }
    return reuse.isRecordable(active) ? Optional.of(List.copyOf(active)) : Optional.empty();
  }

  /** Attends with every row of each sequence and returns [all tokens, heads * headDim]. */
  PtNDArray attend(NDManager owner, int layer, HeadTensors in) {
    return attend(owner, layer, in, everyRow, true, unusedTokens());
  }

  /**
   * Attends with the wanted rows of each sequence and returns [wanted and unused rows, heads *
   * headDim].
   *
   * @param in queries of all rows, or of {@link #enoughQueries}; keys and values of all
   */
  PtNDArray attendWanted(NDManager owner, int layer, HeadTensors in) {
    boolean everyQuery = in.q().getShape().get(0) == in.k().getShape().get(0);
    return attend(
        owner, layer, in, everyQuery ? wantedRows : wantedQueries, everyQuery, unusedRows());
  }

  private PtNDArray attend(
      NDManager owner,
      int layer,
      HeadTensors in,
      PassAttention whole,
      boolean everyQuery,
      int unused) {
    var active = new ArrayList<ActiveRows>();
    for (var place : places) {
      switch (place.sequence().keyValues()) {
        case KeyValues.OfPass() -> {}
        case KeyValues.Keep(KeptKeyValues kept) -> kept.keep(owner, layer, in, place.token());
        case KeyValues.Reuse(KeptKeyValues kept) -> active.add(place.active(kept, everyQuery));
      }
    }
    if (active.isEmpty()) {
      return unusedRows.append(owner, whole.attend(owner, layer, in), unused);
    }
    var reused = reuse.attend(owner, layer, in, active, unused);
    return whole.isEmpty()
        ? reused
        : Torch.concat(owner, List.of(whole.attend(owner, layer, in), reused));
  }

  /**
   * Returns the wanted rows among the tokens, one sequence after another: the rows whose queries
   * are enough for the last layer. Empty if it needs the queries of all rows.
   */
  @Override
  public Optional<long[]> enoughQueries() {
    boolean all =
        rows == tokens
            || unusedTokens() > 0
            || places.stream().anyMatch(each -> each.sequence().attention().readsEveryQuery());
    return all
        ? Optional.empty()
        : Optional.of(
            wantedTokens().stream()
                .flatMapToLong(rows -> LongStream.range(rows.first(), rows.end()))
                .toArray());
  }

  /** Returns the wanted rows of each sequence among the tokens of all. */
  List<RowRange> wantedTokens() {
    return places.stream()
        .map(place -> new RowRange(place.wantedToken(), place.wantedCount()))
        .toList();
  }

  @Override
  public PtNDArray wantedRows(NDManager owner, PtNDArray x) {
    var wanted =
        Torch.concat(
            owner,
            wantedTokens().stream()
                .map(rows -> torch.rows(owner, x, rows.first(), rows.count()))
                .toList());
    return withUnused(owner, wanted);
  }

  /** Returns wanted rows [n, hidden] with the unused ones behind them. */
  PtNDArray withUnused(NDManager owner, PtNDArray wanted) {
    return unusedRows.append(owner, wanted, unusedRows());
  }
}
