/**
 * Which key blocks a request attends to: SparseD, its ablations, and the baselines of the paper.
 */
@NullMarked
package io.sparsed.bench.quality.policy;

import org.jspecify.annotations.NullMarked;
