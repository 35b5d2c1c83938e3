package io.sparsed.worker.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
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
  DREAM("DreamModel", TensorNames.TRANSFORMERS),
  /** A Qwen3 that was trained on as a diffusion model, without a causal mask (dLLM's A2D). */
  A2D_QWEN3("A2DQwen3LMHeadModel", TensorNames.TRANSFORMERS),
  /** A Qwen2 that was trained on as a diffusion model. */
  A2D_QWEN2("A2DQwen2LMHeadModel", TensorNames.TRANSFORMERS),
  /** A Llama that was trained on as a diffusion model. */
  A2D_LLAMA("A2DLlamaLMHeadModel", TensorNames.TRANSFORMERS),
  /** iLLaDA, a LLaDA with Llama's names and shared key/value heads ({@code modeling_illada.py}). */
  ILLADA("ILLaDAForCausalLM", TensorNames.TRANSFORMERS, OptionalInt.of(5)),
  /** LLaDA-MoE, whose MLPs are experts ({@code modeling_lladamoe.py}). */
  LLADA_MOE("LLaDAMoEModelLM", TensorNames.TRANSFORMERS, OptionalInt.of(156_895));

  private final String id;
  private final TensorNames tensorNames;
  private final OptionalInt maskToken;

  Architecture(String id, TensorNames tensorNames) {
    this(id, tensorNames, OptionalInt.empty());
  }

  Architecture(String id, TensorNames tensorNames, OptionalInt maskToken) {
    this.id = id;
    this.tensorNames = tensorNames;
    this.maskToken = maskToken;
  }

  /** Returns the name in {@code config.json}, "LLaDAModelLM" for example. */
  public String id() {
    return id;
  }

  /** Returns the names of the tensors in checkpoints of this architecture. */
  public TensorNames tensorNames() {
    return tensorNames;
  }

  /** Returns the mask token of the published checkpoints, where none of their files names it. */
  public OptionalInt maskToken() {
    return maskToken;
  }

  /** Returns the architecture of exactly this name, if workers run it. */
  public static Optional<Architecture> find(String id) {
    return Arrays.stream(values()).filter(architecture -> architecture.id.equals(id)).findFirst();
  }

  /** Returns the names of all architectures, for a sentence. */
  public static String served() {
    return Arrays.stream(values()).map(Architecture::id).collect(Collectors.joining(", "));
  }
}
