package io.sparsed.worker.cuda;

import io.sparsed.worker.cuda.FewRows.PatternRows;

/**
 * An AttentionProblem is attention of query rows of a sequence to its keys.
 *
 * @param query queries, from the first row on
 * @param key all keys of the sequence
 * @param value all values of the sequence
 * @param output where the rows are written
 * @param queryTokens number of query rows
 * @param keyTokens number of keys
 * @param pattern the key blocks that are kept; the first query row begins a block
 */
public record AttentionProblem(
    Heads query,
    Heads key,
    Heads value,
    Heads output,
    HeadCounts heads,
    int queryTokens,
    int keyTokens,
    PatternRows pattern) {}
