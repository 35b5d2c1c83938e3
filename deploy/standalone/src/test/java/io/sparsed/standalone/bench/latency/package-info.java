/** Tests of {@code sparsed bench latency}. */
@NullMarked
package io.sparsed.standalone.bench.latency;

import org.jspecify.annotations.NullMarked;
