package io.sparsed.scheduler.generation;

import io.sparsed.scheduler.pool.ModelFacts;
import io.sparsed.scheduler.text.TextCodec;
import java.util.Optional;

/**
 * A model as requests see it.
 *
 * @param facts of the checkpoint
 * @param maxCanvasLength longest canvas that is admitted, tokens
 * @param workers that serve it now
 * @param codec its tokenizer, if it has one; owned by the catalog
 */
public record Model(
    ModelFacts facts, int maxCanvasLength, int workers, Optional<TextCodec> codec) {}
