package io.sparsed.client;

import java.util.OptionalInt;

/**
 * A model that can be asked.
 *
 * @param id for {@link GenerationRequest.Builder#model}
 * @param family its family
 * @param maxCanvasLength longest canvas (prompt and generation, tokens) that is admitted
 * @param contextLength canvas length the model was trained for, tokens
 * @param vocabularySize number of token ids
 * @param maskTokenId the mask token, refused in prompts
 * @param eosTokenId the end-of-sequence token, where there is one
 * @param hasTokenizer whether text prompts are served
 * @param hasChatTemplate whether chat prompts are served
 * @param defaultDiffusion what a request gets that says nothing
 * @param defaultSparse what a request gets that says nothing
 */
public record ModelInfo(
    String id,
    ModelFamily family,
    int maxCanvasLength,
    int contextLength,
    int vocabularySize,
    int maskTokenId,
    OptionalInt eosTokenId,
    boolean hasTokenizer,
    boolean hasChatTemplate,
    DiffusionOptions defaultDiffusion,
    SparseOptions defaultSparse) {}
