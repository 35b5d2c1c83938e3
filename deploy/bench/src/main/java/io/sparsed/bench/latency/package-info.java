/** {@code sparsed bench latency}: times forward passes by canvas length and kind of step. */
@NullMarked
package io.sparsed.bench.latency;

import org.jspecify.annotations.NullMarked;
