package io.sparsed.bench.quality;

import io.sparsed.bench.quality.policy.Policy;
import io.sparsed.bench.quality.result.Result;
import io.sparsed.bench.quality.task.Task;
import java.util.List;

/** A task under a policy. */
record Sample(Policy policy, Task task) {
  /** Every task under every policy, task after task: a run that is stopped compares what it saw. */
  static List<Sample> all(List<Policy> policies, List<Task> tasks) {
    return tasks.stream()
        .flatMap(task -> policies.stream().map(policy -> new Sample(policy, task)))
        .toList();
  }

  Result.Key key() {
    return new Result.Key(policy.name(), task.kind(), task.length(), task.index());
  }
}
