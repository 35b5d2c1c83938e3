package io.sparsed.bench.quality;

import java.util.List;

/** A task under a policy. */
record Sample(Policy policy, Task task) {
  /** Returns every task under every policy, task by task, so that a stopped run compares fairly. */
  static List<Sample> all(List<Policy> policies, List<Task> tasks) {
    return tasks.stream()
        .flatMap(task -> policies.stream().map(policy -> new Sample(policy, task)))
        .toList();
  }

  /** Returns the name of the sample, as its result has it. */
  String name() {
    return "%s/%d/%s/%d".formatted(policy.name(), task.length(), task.kind(), task.index());
  }
}
