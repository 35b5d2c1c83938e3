/** {@code sparsed bench latency}: what a forward pass takes, by canvas and by kind of step. */
@NullMarked
package io.sparsed.bench.latency;

import org.jspecify.annotations.NullMarked;
