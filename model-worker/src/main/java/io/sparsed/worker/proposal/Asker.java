package io.sparsed.worker.proposal;

import ai.djl.ndarray.NDManager;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.ModelSpec;
import io.sparsed.worker.proposal.Asked.Group;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Brings what a pass is asked for onto the device. */
record Asker(Torch torch, Kernels kernels, ModelSpec spec, Script proposal) {
  /** As {@link Proposer#ask} says. */
  Asked ask(NDManager owner, List<Question> questions) {
    var groups = new ArrayList<Group>();
    var alike = new LinkedHashMap<Manner, List<Integer>>();
    for (int i = 0; i < questions.size(); i++) {
      var manner = questions.get(i).manner();
      if (manner.withLogits()) {
        groups.add(group(owner, manner, questions, List.of(i)));
      } else {
        alike.computeIfAbsent(manner, _ -> new ArrayList<>()).add(i);
      }
    }
    alike.forEach((manner, members) -> groups.add(group(owner, manner, questions, members)));
    return new Asked(questions, groups);
  }

  private Group group(
      NDManager owner, Manner manner, List<Question> questions, List<Integer> members) {
    var group = members.stream().map(questions::get).toList();
    var draw = draw(owner, manner, group.stream().mapToInt(Question::count).sum());
    long[] keys = group.stream().map(Question::noiseKeys).flatMapToLong(Arrays::stream).toArray();
    long[] rows = rows(group, manner.canvases(), draw.rowsAtOnce());
    return new Group(members, manner, torch.upload(owner, rows), torch.upload(owner, keys), draw);
  }

  private Draw draw(NDManager owner, Manner manner, int count) {
    return kernels instanceof Kernels.Cuda(var cuda)
            && CudaDraw.serves(manner, count, spec.vocabulary())
        ? new CudaDraw(owner, cuda, manner, count, spec.vocabulary())
        : new PortableDraw(torch, proposal, manner, count, spec.vocabulary());
  }

  /** The hidden states of a group's positions, as {@link Group} has them. */
  static long[] rows(List<Question> group, int canvases, int rowsAtOnce) {
    var ofCanvas =
        IntStream.range(0, canvases)
            .mapToObj(
                canvas ->
                    group.stream()
                        .flatMapToLong(q -> Arrays.stream(q.hiddenRows(canvas)))
                        .toArray())
            .toList();
    int count = ofCanvas.getFirst().length;
    var rows = LongStream.builder();
    for (int from = 0; from < count; from += rowsAtOnce) {
      int to = Math.min(count, from + rowsAtOnce);
      for (long[] all : ofCanvas) {
        Arrays.stream(all, from, to).forEach(rows);
      }
    }
    return rows.build().toArray();
  }
}
