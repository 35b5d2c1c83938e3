package io.sparsed.bench.quality;

import io.sparsed.client.Completion;
import io.sparsed.client.GenerationRequest;
import io.sparsed.client.ModelInfo;
import io.sparsed.client.Prompt;
import io.sparsed.client.SparseDClient;
import io.sparsed.client.Usage;

/**
 * Has samples answered and scores the answers. Thread-safe.
 *
 * @param client client of the schedulers
 * @param model model that answers
 * @param settings settings of every request
 * @param machine description of the machine that answers, in a line
 */
record SampleRunner(SparseDClient client, ModelInfo model, RunSettings settings, String machine) {
  /**
   * Returns the result of a sample.
   *
   * @throws io.sparsed.client.SparseDException if the request fails
   */
  SampleResult run(Sample sample) {
    Task task = sample.task();
    Completion completion =
        client.complete(
            GenerationRequest.builder(Prompt.chat(task.messages()))
                .model(model.id())
                .diffusion(settings.diffusion(sample, model.family()))
                .sparse(sample.policy().attention().options(settings.blockSize()))
                .build());
    Usage usage = completion.answer().usage();
    return new SampleResult(
        sample.policy().name(),
        task.kind(),
        task.length(),
        task.index(),
        task.isAnsweredBy(completion.text()),
        completion.text(),
        kept(usage),
        usage.attended(),
        usage.flops(),
        usage.denseSteps() + usage.sparseSteps() - usage.reuseSteps(),
        usage.reuseSteps(),
        machine);
  }

  /** Returns the share that a sparse forward attended to; a dense forward attends to everything. */
  private static double kept(Usage usage) {
    int sparse = usage.sparseSteps();
    double attended = usage.attended() * (usage.denseSteps() + sparse);
    return sparse == 0 ? 1 : (attended - usage.denseSteps()) / sparse;
  }
}
