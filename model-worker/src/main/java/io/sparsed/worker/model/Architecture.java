package io.sparsed.worker.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An Architecture is a published transformer that workers run. It is known by the first of the
 * {@code architectures} in a checkpoint's {@code config.json}, since different models share a
 * {@code model_type}.
 */
public enum Architecture {
  /** LLaDA ({@code modeling_llada.py}, {@code configuration_llada.py}). */
  LLADA("LLaDAModelLM", TensorNames.LLADA),
  /** Dream, a Qwen2 without a causal mask ({@code modeling_dream.py}). */
  DREAM("DreamModel", TensorNames.DREAM);

  private final String id;
  private final TensorNames tensorNames;

  Architecture(String id, TensorNames tensorNames) {
    this.id = id;
    this.tensorNames = tensorNames;
  }

  /** Returns the name in {@code config.json}, "LLaDAModelLM" for example. */
  public String id() {
    return id;
  }

  /** Returns the names of the tensors in checkpoints of this architecture. */
  public TensorNames tensorNames() {
    return tensorNames;
  }

  /** Returns the architecture of exactly this name, if workers run it. */
  public static Optional<Architecture> find(String id) {
    return Arrays.stream(values()).filter(architecture -> architecture.id.equals(id)).findFirst();
  }

  /** Returns the names of all architectures, for a sentence. */
  public static String served() {
    return Arrays.stream(values()).map(Architecture::id).collect(Collectors.joining(" and "));
  }
}
