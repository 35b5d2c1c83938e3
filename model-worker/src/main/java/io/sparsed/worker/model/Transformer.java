package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.KeyValuesShape;
import io.sparsed.worker.attention.ReuseAttention;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A Transformer computes the hidden states of canvases and their logits: pre-norm layers of rotary
 * attention, without a causal mask, and a feed-forward. Owned by the device thread.
 */
public final class Transformer implements AutoCloseable {
  private final Torch torch;
  private final ModelSpec spec;
  private final Peers peers;
  private final Optional<Exchange> exchange;
  private final UnusedRows unusedRows;
  private final Layers layers;
  private final Optional<RecordedSteps> recorded;
  private final Rotary rotary;
  private final ReuseAttention reuse;
  private final Script embedding;
  private final Script head;
  private final PtNDArray embeddingWeight;
  private final PtNDArray finalNorm;
  private final PtNDArray headWeight;

  /**
   * Loads the embedding, the final norm and the language-model head.
   *
   * @param layers closed with this
   * @param reuse closed with this
   * @param peers devices that compute each pass with this one
   */
  public Transformer(
      Torch torch,
      ModelSpec spec,
      WeightSource source,
      Layers layers,
      ReuseAttention reuse,
      Peers peers) {
    var names = spec.architecture().tensorNames();
    this.torch = torch;
    this.spec = spec;
    this.peers = peers;
    this.exchange =
        peers.devices() == 1 ? Optional.empty() : Optional.of(new Exchange(torch, peers));
    this.unusedRows = new UnusedRows(torch);
    this.layers = layers;
    this.recorded =
        torch
            .recorder()
            .filter(_ -> layers.isRecordable())
            .map(recorder -> new RecordedSteps(torch, recorder, spec.layers()));
    this.reuse = reuse;
    this.embedding = torch.script("embedding");
    this.head = torch.script("head");
    this.embeddingWeight = source.tensor(names.embedding());
    this.rotary = new Rotary(torch, spec, torch.type(embeddingWeight));
    this.finalNorm = source.tensor(names.finalNorm());
    this.headWeight = spec.tiedHead() ? embeddingWeight : source.tensor(names.head());
  }

  /**
   * Returns the hidden states after the last layer, of the wanted rows of each sequence, one
   * sequence after another. The last layer is computed for these rows only, but for its keys and
   * values, and for its queries where a pattern is taken from them. Every peer is given the same
   * sequences, and has the same result.
   *
   * @param owner the manager that closes the result
   * @param batch sequences of the pass
   * @param stop asked before each layer; once, before all, where a GPU reuses keys and values alone
   * @return [wanted rows, hidden]
   * @throws java.util.concurrent.CancellationException if {@code stop} said so
   */
  public PtNDArray forward(NDManager owner, List<Sequence> batch, Cancellation stop) {
    var sequences = new Sequences(torch, batch, reuse, unusedRows);
    var split = split(sequences);
    var x = embed(owner, split.tokenIds());
    Supplier<PtNDArray> rope = () -> rotary.tables(owner, split.rows());
    var key = split.recordingKey();
    if (key.isEmpty()) {
      return forward(owner, sequences, split, x, rope.get(), stop);
    }
    stop.check(); // once on each device, whether it records or not
    if (recorded.isEmpty()) {
      return forward(owner, sequences, split, x, rope.get(), Cancellation.NEVER);
    }
    recorded
        .get()
        .run(
            key.get(),
            x,
            rope,
            (i, residual, table) -> layer(owner, i, residual, table, split, sequences));
    return x; // where keys and values are reused, all rows are wanted
  }

  private PtNDArray forward(
      NDManager owner,
      Sequences sequences,
      Split split,
      PtNDArray embedded,
      PtNDArray rope,
      Cancellation stop) {
    int last = spec.layers() - 1;
    var queries = split.enoughQueries().map(rows -> torch.upload(owner, rows));
    var x = embedded;
    for (int i = 0; i < last; i++) {
      stop.check();
      x = layer(owner, i, x, rope, split, sequences);
    }
    stop.check();
    try (var scope = torch.manager().newSubManager()) {
      var qkv = split.toHeads(scope, layers.attentionInput(scope, last, x, rope, queries));
      var attended = split.everyHead(scope, sequences.attendWanted(scope, last, qkv));
      var rows = split.wantedRows(owner, x);
      rows = layers.attentionOutput(owner, last, rows, attended);
      return layers.feedForward(owner, last, rows);
    }
  }

  private PtNDArray layer(
      NDManager owner, int i, PtNDArray x, PtNDArray rope, Split split, Sequences sequences) {
    try (var scope = torch.manager().newSubManager()) {
      var qkv = split.toHeads(scope, layers.attentionInput(scope, i, x, rope));
      var attended = split.toRows(scope, sequences.attend(scope, i, qkv));
      return layers.feedForward(owner, i, layers.attentionOutput(owner, i, x, attended));
    }
  }

  /** Returns the number of passes whose layers a GPU was given as a recording. */
  public long recordedPasses() {
    return recorded.map(RecordedSteps::launched).orElse(0L);
  }

  private Split split(Sequences sequences) {
    return exchange.map(devices -> devices.split(sequences, unusedRows.least())).orElse(sequences);
  }

  private PtNDArray embed(NDManager owner, long... tokenIds) {
    try (var ids = torch.upload(torch.manager(), tokenIds)) {
      torch.timer().begin(Part.ELEMENTWISE);
      return embedding.call(owner, ids, embeddingWeight);
    }
  }

  /** Returns the sizes of the keys and values that this device attends to. */
  public KeyValuesShape keyValues() {
    var heads = peers.heads(spec);
    return new KeyValuesShape(
        spec.layers(), heads.kvHeads(), heads.headDim(), torch.type(embeddingWeight));
  }

  /**
   * Returns the logits of some rows.
   *
   * @param owner the manager that closes the result
   * @param hidden [rows, hidden]
   * @param wanted indices of rows, 64-bit
   * @return [wanted, vocabulary], in the type that the model computes in
   */
  public PtNDArray logits(NDManager owner, PtNDArray hidden, PtNDArray wanted) {
    return head.call(
        owner, hidden, wanted, unusedRows.least(), finalNorm, spec.normEps(), headWeight);
  }

  @Override
  public void close() {
    recorded.ifPresent(RecordedSteps::close);
    layers.close();
    exchange.ifPresent(Exchange::close);
    rotary.close();
    reuse.close();
    unusedRows.close();
    embedding.close();
    head.close();
  }
}
