package io.sparsed.worker.proposal;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.sparsed.worker.cuda.Kernels;
import io.sparsed.worker.model.Transformer;
import io.sparsed.worker.proposal.ProposalBatch.Group;
import io.sparsed.worker.tensor.Script;
import io.sparsed.worker.tensor.Torch;
import io.sparsed.worker.timing.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A Proposer reduces hidden states to proposals: the language-model head, guidance and sampling for
 * the asked rows only, a bounded number of rows at a time. Owned by the device thread.
 */
public final class Proposer implements AutoCloseable {
  private final Torch torch;
  private final Kernels kernels;
  private final int vocabulary;
  private final Transformer transformer;
  private final Script guidance;
  private final Script proposal;

  /**
   * Makes a proposer for a model.
   *
   * @param vocabulary tokens of the vocabulary
   * @param transformer computes the language-model head; not closed with this
   */
  public Proposer(Torch torch, Kernels kernels, int vocabulary, Transformer transformer) {
    this.torch = torch;
    this.kernels = kernels;
    this.vocabulary = vocabulary;
    this.transformer = transformer;
    this.guidance = torch.script("guidance");
    this.proposal = torch.script("proposal");
  }

  /**
   * Uploads the requests of a pass. Requests of equal settings are sampled together, but for those
   * that want logits, which are large.
   *
   * @param owner the manager that closes what is uploaded
   * @param requests requests in the order of their rows among the hidden states
   */
  public ProposalBatch prepare(NDManager owner, List<ProposalRequest> requests) {
    var rows = new ArrayList<HiddenRows>();
    int first = 0;
    var alike = new LinkedHashMap<SamplingSettings, List<Integer>>();
    var groups = new ArrayList<Group>();
    for (var request : requests) {
      rows.add(new HiddenRows(request, first));
      first += request.hiddenRows();
    }
    for (int i = 0; i < requests.size(); i++) {
      var settings = requests.get(i).settings();
      if (settings.withLogits()) {
        groups.add(group(owner, settings, rows, List.of(i)));
      } else {
        alike.computeIfAbsent(settings, _ -> new ArrayList<>()).add(i);
      }
    }
    alike.forEach((settings, members) -> groups.add(group(owner, settings, rows, members)));
    return new ProposalBatch(requests, groups);
  }

  private Group group(
      NDManager owner, SamplingSettings settings, List<HiddenRows> all, List<Integer> members) {
    var requests = members.stream().map(all::get).toList();
    long[] keys = HiddenRows.noiseKeys(requests);
    var sampler = sampler(owner, settings, keys.length);
    long[] rows = HiddenRows.chunked(requests, settings.canvases(), sampler.rowsAtOnce());
    return new Group(
        members, settings, torch.upload(owner, rows), torch.upload(owner, keys), sampler);
  }

  private Sampler sampler(NDManager owner, SamplingSettings settings, int count) {
    return kernels instanceof Kernels.Cuda(var cuda)
            && CudaSampler.serves(settings, count, vocabulary)
        ? new CudaSampler(owner, cuda, settings, count, vocabulary)
        : new PortableSampler(torch, proposal, settings, count, vocabulary);
  }

  /**
   * Proposes a token for each position of each request; waits for the device.
   *
   * @param hidden [rows, hidden] of the pass
   * @return the proposals of each request, in their order
   */
  public List<Proposals> propose(PtNDArray hidden, ProposalBatch batch) {
    torch.timer().begin(Part.PROPOSALS);
    var proposals = new Proposals[batch.requests().size()];
    for (var group : batch.groups()) {
      var sampled = sample(hidden, group);
      int from = 0;
      for (int member : group.members()) {
        int count = batch.requests().get(member).count();
        proposals[member] = sampled.part(from, count);
        from += count;
      }
    }
    return List.of(proposals);
  }

  private Proposals sample(PtNDArray hidden, Group group) {
    int rowsAtOnce = group.sampler().rowsAtOnce();
    for (int from = 0; from < group.count(); from += rowsAtOnce) {
      int n = Math.min(rowsAtOnce, group.count() - from);
      try (var scope = torch.manager().newSubManager()) {
        var keys = torch.rows(scope, group.keys(), from, n);
        group.sampler().add(from, logits(scope, hidden, group, from, n), keys);
      }
    }
    return group.sampler().finish();
  }

  /** Returns the logits [n, vocabulary] of n positions. */
  private PtNDArray logits(NDManager scope, PtNDArray hidden, Group group, int from, int n) {
    int canvases = group.settings().canvases();
    var rows = torch.rows(scope, group.rows(), (long) from * canvases, (long) n * canvases);
    var logits = transformer.logits(scope, hidden, rows);
    return group
        .settings()
        .guidance()
        .map(guided -> guidance.call(scope, logits, guided.scale()))
        .orElse(logits);
  }

  @Override
  public void close() {
    guidance.close();
    proposal.close();
  }
}
