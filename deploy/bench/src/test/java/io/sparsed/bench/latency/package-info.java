/** Tests of {@code sparsed bench latency}. */
@NullMarked
package io.sparsed.bench.latency;

import org.jspecify.annotations.NullMarked;
