/** Deployments that benchmarks start: a scheduler before several workers, in one process. */
@NullMarked
package io.sparsed.bench.deployment;

import org.jspecify.annotations.NullMarked;
