package io.sparsed.client;

import java.util.List;

/**
 * A ModelInfo describes a model that requests may name.
 *
 * @param id id for {@link GenerationRequest.Builder#model}
 * @param family family of the model
 * @param maxCanvasLength longest canvas (prompt and generation, tokens) that is admitted
 * @param contextLength canvas length the model was trained for, tokens
 * @param vocabularySize number of token ids
 * @param maskTokenId the mask token, refused in prompts
 * @param eosTokenIds the end-of-sequence tokens: an answer ends at the first of any
 * @param hasTokenizer whether text prompts are served
 * @param hasChatTemplate whether chat prompts are served
 * @param chatTemplateProblem why the chat template cannot be rendered; empty if it can, or there is
 *     none
 * @param defaultDiffusion denoising options of a request that sets none
 * @param defaultSparse sparse-attention options of a request that sets none
 */
public record ModelInfo(
    String id,
    ModelFamily family,
    int maxCanvasLength,
    int contextLength,
    int vocabularySize,
    int maskTokenId,
    List<Integer> eosTokenIds,
    boolean hasTokenizer,
    boolean hasChatTemplate,
    String chatTemplateProblem,
    DiffusionOptions defaultDiffusion,
    SparseOptions defaultSparse) {

  public ModelInfo {
    eosTokenIds = List.copyOf(eosTokenIds);
  }
}
