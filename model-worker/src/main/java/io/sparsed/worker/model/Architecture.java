package io.sparsed.worker.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The architecture of a transformer, by its published code. A checkpoint names it as {@code
 * architectures[0]} of its {@code config.json}; its {@code model_type} is shared by other models.
 */
public enum Architecture {
  /** LLaDA and LLaDA-1.5 ({@code modeling_llada.py}). */
  LLADA("LLaDAModelLM"),
  /** Dream ({@code modeling_dream.py}), which is Qwen2's transformer. */
  DREAM("DreamModel");

  private final String id;

  Architecture(String id) {
    this.id = id;
  }

  /** Returns the name in {@code config.json}. */
  public String id() {
    return id;
  }

  /** Returns the architecture of a name in {@code config.json}; empty if it is not served. */
  public static Optional<Architecture> of(String id) {
    return Arrays.stream(values()).filter(each -> each.id.equals(id)).findFirst();
  }

  /** Returns the names of the architectures that are served, for messages. */
  public static String served() {
    return Arrays.stream(values()).map(Architecture::id).collect(Collectors.joining(", "));
  }
}
