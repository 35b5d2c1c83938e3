package io.sparsed.bench.quality;

import io.sparsed.bench.quality.policy.Policy;
import io.sparsed.bench.quality.result.Result;
import io.sparsed.bench.quality.result.Settings;
import io.sparsed.bench.quality.task.Task;
import io.sparsed.bench.quality.worker.Ledger;
import io.sparsed.bench.quality.worker.PolicyServers;
import io.sparsed.client.Completion;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.Prompt;
import io.sparsed.client.SparseDClient;

/** Asks the model and scores what it answers. Thread-safe. */
final class Asker {
  private final SparseDClient client;
  private final Ledger ledger;
  private final Settings settings;

  Asker(SparseDClient client, Ledger ledger, Settings settings) {
    this.client = client;
    this.ledger = ledger;
    this.settings = settings;
  }

  /**
   * A sample's result.
   *
   * @throws io.sparsed.client.SparseDException if the answer fails
   */
  Result ask(Sample sample) {
    Policy policy = sample.policy();
    Task task = sample.task();
    String id = PolicyServers.requestId(policy, task.id());
    try {
      Completion completion =
          client.complete(
              GenerationRequest.builder(new Prompt.Chat(task.messages()))
                  .diffusion(settings.diffusion())
                  .sparse(policy.options(settings.blockSize()))
                  .requestId(id)
                  .build());
      Ledger.Tally tally = ledger.take(id);
      return new Result(
          sample.key(),
          task.isAnsweredBy(completion.text()),
          completion.text(),
          tally.kept(),
          tally.attendedPerStep());
    } finally {
      ledger.take(id);
    }
  }
}
