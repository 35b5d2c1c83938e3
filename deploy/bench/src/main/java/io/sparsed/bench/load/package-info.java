/** {@code sparsed bench load}: puts load on a deployment and counts its answers and refusals. */
@NullMarked
package io.sparsed.bench.load;

import org.jspecify.annotations.NullMarked;
