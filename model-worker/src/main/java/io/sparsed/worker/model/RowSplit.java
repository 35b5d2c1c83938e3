package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.model.Exchange.Rows;
import io.sparsed.worker.tensor.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A RowSplit splits a pass of many rows: each device computes its own range of rows with every
 * head, but attends with its own heads for all rows.
 */
record RowSplit(Exchange exchange, Sequences sequences) implements Split {
  private Rows rowsOf(int device) {
    int devices = exchange.peers().devices();
    int first = first(device, devices);
    return new Rows(first, first(device + 1, devices) - first);
  }

  private int first(int device, int devices) {
    return Math.toIntExact((long) sequences.tokens() * device / devices);
  }

  private Rows own() {
    return rowsOf(exchange.peers().index());
  }

  @Override
  public long[] tokenIds() {
    var own = own();
    return Arrays.copyOfRange(sequences.tokenIds(), own.first(), own.first() + own.count());
  }

  @Override
  public List<RowRange> rows() {
    var clipped = new ArrayList<RowRange>();
    int token = 0;
    for (var rows : sequences.rows()) {
      int shift = rows.first() - token;
      common(new RowRange(token, rows.count()), own())
          .ifPresent(part -> clipped.add(new RowRange(part.first() + shift, part.count())));
      token += rows.count();
    }
    return clipped;
  }

  private static Optional<RowRange> common(RowRange one, Rows other) {
    int first = Math.max(one.first(), other.first());
    int end = Math.min(one.end(), other.first() + other.count());
    return end > first ? Optional.of(new RowRange(first, end - first)) : Optional.empty();
  }

  /** Returns nothing: few of the wanted rows may be those of this device, or none. */
  @Override
  public Optional<long[]> enoughQueries() {
    return Optional.empty();
  }

  @Override
  public HeadTensors toHeads(NDManager owner, HeadTensors in) {
    int devices = exchange.peers().devices();
    long heads = in.q().getShape().get(1) / devices;
    long kvHeads = in.k().getShape().get(1) / devices;
    long headDim = in.q().getShape().get(2);
    var torch = exchange.torch();
    long width = (heads + 2 * kvHeads) * headDim;
    var all = torch.empty(owner, torch.type(in.q()), sequences.tokens(), width);
    exchange.spreadHeads(owner, in, this::rowsOf, all);
    return new HeadTensors(
        torch.heads(owner, all, 0, heads, headDim),
        torch.heads(owner, all, heads, kvHeads, headDim),
        torch.heads(owner, all, heads + kvHeads, kvHeads, headDim));
  }

  @Override
  public PtNDArray toRows(NDManager owner, PtNDArray attended) {
    return exchange.gatherHeads(owner, attended, this::rowsOf, own().count());
  }

  @Override
  public PtNDArray everyHead(NDManager owner, PtNDArray attended) {
    return new HeadSplit(exchange, sequences).everyHead(owner, attended);
  }

  @Override
  public PtNDArray wantedRows(NDManager owner, PtNDArray x) {
    var torch = exchange.torch();
    var mine = wantedOf(exchange.peers().index());
    var sent =
        mine.isEmpty()
            ? torch.rows(owner, x, 0, 0)
            : Torch.concat(
                owner,
                mine.stream()
                    .map(each -> torch.rows(owner, x, each.first() - own().first(), each.count()))
                    .toList());
    var received = new Rows[exchange.peers().devices()];
    int rows = 0;
    for (int device = 0; device < received.length; device++) {
      int count = wantedOf(device).stream().mapToInt(RowRange::count).sum();
      received[device] = new Rows(rows, count);
      rows += count;
    }
    var wanted = torch.empty(owner, torch.type(x), rows, x.getShape().get(1));
    var all = new Rows(0, received[exchange.peers().index()].count());
    exchange.run(sent, _ -> all, wanted, device -> received[device]);
    return sequences.withUnused(owner, wanted);
  }

  /** Returns the wanted rows of a device, among the tokens of all sequences. */
  private List<RowRange> wantedOf(int device) {
    return sequences.wantedTokens().stream()
        .flatMap(each -> common(each, rowsOf(device)).stream())
        .toList();
  }
}
