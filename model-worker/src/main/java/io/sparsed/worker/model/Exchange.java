package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.tensor.Communicator.Block;
import io.sparsed.worker.tensor.Recorder;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Exchanges the tensors of a device with its peers. Owned by the device thread. */
final class Exchange implements AutoCloseable {
  /** Rows from which on a device of a CPU computes rows of its own. */
  private static final int LEAST_CPU_ROWS = 8;

  /** Rows up to which a GPU copies the columns of each device by themselves. */
  private static final int FEW_ROWS = 1024;

  private final Torch torch;
  private final Peers peers;
  private final Script packHeads;
  private final Script joinHeads;

  Exchange(Torch torch, Peers peers) {
    this.torch = torch;
    this.peers = peers;
    this.packHeads = torch.script("pack_heads");
    this.joinHeads = torch.script("join_heads");
  }

  /**
   * Splits a pass by rows, or by heads alone if it has few rows.
   *
   * @param sequences sequences of the pass
   * @param leastRows fewest rows of a product
   */
  Split split(Sequences sequences, int leastRows) {
    int least = Math.max(leastRows, LEAST_CPU_ROWS) * peers.devices();
    return sequences.tokens() < least
        ? new HeadSplit(this, sequences)
        : new RowSplit(this, sequences);
  }

  Torch torch() {
    return torch;
  }

  Peers peers() {
    return peers;
  }

  /**
   * Brings queries, keys and values to the devices of their heads.
   *
   * @param in of the rows of this device, with every head
   * @param rows the rows of each device
   * @param all receives, for every row, the queries, then the keys, then the values of the heads of
   *     this device: [rows, width]
   */
  void spreadHeads(NDManager owner, HeadTensors in, IntFunction<Rows> rows, PtNDArray all) {
    torch.timer().begin(Part.TRANSFERS);
    var own = rows.apply(peers.index());
    try (var packed =
        packHeads.call(
            owner, in.q(), in.k(), in.v(), peers.devices(), peers.index(), all, own.first())) {
      run(packed, others(device -> new Rows(device * own.count(), own.count())), all, others(rows));
    }
  }

  /** Returns no rows for this device, which needs to send itself none. */
  private IntFunction<Rows> others(IntFunction<Rows> rows) {
    return device -> device == peers.index() ? new Rows(0, 0) : rows.apply(device);
  }

  /**
   * Gathers the heads of rows from all devices.
   *
   * @param attended [rows, own heads * headDim], of which each device gets some rows
   * @param sent rows that a device gets
   * @param own number of the rows that this device gets
   * @return [own, heads * headDim]
   */
  PtNDArray gatherHeads(NDManager owner, PtNDArray attended, IntFunction<Rows> sent, int own) {
    torch.timer().begin(Part.TRANSFERS);
    var type = torch.type(attended);
    long width = attended.getShape().get(1);
    var mine = sent.apply(peers.index());
    try (var received = torch.empty(owner, type, (long) peers.devices() * own, width);
        var kept = torch.rows(owner, attended, mine.first(), mine.count())) {
      run(attended, others(sent), received, others(device -> new Rows(device * own, own)));
      return torch
          .recorder()
          .filter(_ -> own <= FEW_ROWS)
          .map(copies -> join(owner, copies, received, kept))
          .orElseGet(() -> joinHeads.call(owner, received, peers.devices(), peers.index(), kept));
    }
  }

  /** Joins heads without libtorch, so that it can be recorded. */
  private PtNDArray join(NDManager owner, Recorder copies, PtNDArray received, PtNDArray kept) {
    long rows = kept.getShape().get(0);
    long width = kept.getShape().get(1);
    var joined = torch.empty(owner, torch.type(kept), rows, peers.devices() * width);
    for (int device = 0; device < peers.devices(); device++) {
      var part = device == peers.index() ? kept : torch.rows(owner, received, device * rows, rows);
      copies.copyToColumns(part, joined, device * width);
    }
    return joined;
  }

  /**
   * Rows of a tensor.
   *
   * @param count number of rows, 0 or more
   */
  record Rows(int first, int count) {}

  /**
   * Sends rows of a tensor to every device, and receives rows of another one from every device.
   *
   * @param from [rows, width], contiguous
   * @param to [rows, width], contiguous
   */
  void run(PtNDArray from, IntFunction<Rows> sent, PtNDArray to, IntFunction<Rows> received) {
    torch.timer().begin(Part.TRANSFERS);
    var out = blocks(from, sent);
    var in = blocks(to, received);
    Runnable exchange = () -> peers.communicator().exchange(peers.index(), out, in);
    torch.recorder().ifPresentOrElse(gpu -> gpu.unrecorded(exchange), exchange);
  }

  private List<Block> blocks(PtNDArray tensor, IntFunction<Rows> rows) {
    return IntStream.range(0, peers.devices())
        .mapToObj(device -> block(tensor, rows.apply(device)))
        .toList();
  }

  private Block block(PtNDArray tensor, Rows rows) {
    long[] strides = torch.strides(tensor);
    long width = tensor.getShape().get(1);
    if (strides[1] != 1 || (strides[0] != width && tensor.getShape().get(0) > 1)) {
      throw new IllegalArgumentException("a tensor that is exchanged must be contiguous");
    }
    long rowBytes = width * torch.type(tensor).bytes();
    return new Block(torch.address(tensor) + rows.first() * rowBytes, rows.count() * rowBytes);
  }

  @Override
  public void close() {
    packHeads.close();
    joinHeads.close();
  }
}
