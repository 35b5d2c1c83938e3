package io.sparsed.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A ModelInfo describes a model that requests may name. */
public final class ModelInfo extends WireValue<io.sparsed.v1.ModelInfo> {
  ModelInfo(io.sparsed.v1.ModelInfo message) {
    super(message);
  }

  /** {@return the id for {@link GenerationRequest.Builder#model}} */
  public String id() {
    return message.getId();
  }

  /** {@return the family of the model} */
  public ModelFamily family() {
    return named(ModelFamily.class, "MODEL_FAMILY_", message.getFamily())
        .orElse(ModelFamily.UNKNOWN);
  }

  /** {@return the longest canvas (prompt and generation, tokens) that is admitted} */
  public int maxCanvasLength() {
    return message.getMaxCanvasLength();
  }

  /** {@return the canvas length that the model was trained for, in tokens} */
  public int contextLength() {
    return message.getContextLength();
  }

  /** {@return the number of token ids} */
  public int vocabularySize() {
    return message.getVocabSize();
  }

  /** {@return the mask token, refused in prompts} */
  public int maskTokenId() {
    return message.getMaskTokenId();
  }

  /** {@return the end-of-sequence tokens: an answer ends at the first of any} */
  public List<Integer> eosTokenIds() {
    return message.getEosTokenIdsList();
  }

  /** {@return whether text prompts are served} */
  public boolean hasTokenizer() {
    return message.getHasTokenizer();
  }

  /** {@return whether chat prompts are served} */
  public boolean hasChatTemplate() {
    return message.getHasChatTemplate();
  }

  /** {@return why the chat template cannot be rendered; empty if it can, or there is none} */
  public String chatTemplateProblem() {
    return message.getChatTemplateProblem();
  }

  /** {@return the denoising options of a request that sets none} */
  public DiffusionOptions defaultDiffusion() {
    return new DiffusionOptions(message.getDefaultDiffusion());
  }

  /** {@return the sparse-attention options of a request that sets none} */
  public SparseOptions defaultSparse() {
    return new SparseOptions(message.getDefaultSparse());
  }

  /** {@return the rules of its family that choose the positions to commit} */
  public Set<Unmasking> unmaskings() {
    return message.getUnmaskingsList().stream()
        .map(rule -> named(Unmasking.class, "UNMASKING_", rule))
        .flatMap(Optional::stream)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** {@return the number of workers that serve it now} */
  public int workers() {
    return message.getWorkers();
  }

  /** {@return the number of transformer layers} */
  public int layers() {
    return message.getLayers();
  }

  /** {@return the number of query heads of a layer} */
  public int heads() {
    return message.getHeads();
  }
}
