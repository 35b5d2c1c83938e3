package io.sparsed.worker.model;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.attention.HeadTensors;
import io.sparsed.worker.attention.RowRange;
import io.sparsed.worker.attention.Span;
import io.sparsed.worker.tensor.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The sequences of a forward: their tokens lie one after another for what works on tokens alone;
 * each attends by itself.
 */
final class Sequences {
  private final List<Sequence> sequences;
  private final List<Span> wanted = new ArrayList<>();

  Sequences(List<Sequence> sequences) {
    this.sequences = List.copyOf(sequences);
    int first = 0;
    for (var sequence : sequences) {
      wanted.add(new Span(first, sequence.length(), sequence.wanted()));
      first += sequence.length();
    }
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
    return attend(
        owner,
        layer,
        in,
        wanted.stream()
            .map(span -> new Span(span.first(), span.length(), RowRange.all(span.length())))
            .toList());
  }

  /** Attention of the wanted rows of each; [wanted rows, heads * headDim]. */
  PtNDArray attendWanted(NDManager owner, int layer, HeadTensors in) {
    return attend(owner, layer, in, wanted);
  }

  private PtNDArray attend(NDManager owner, int layer, HeadTensors in, List<Span> spans) {
    return Torch.concat(
        owner,
        IntStream.range(0, spans.size())
            .mapToObj(i -> sequences.get(i).attention().attend(owner, layer, in, spans.get(i)))
            .toList());
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
