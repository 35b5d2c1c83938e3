/** Load on a deployment: how much it answers, how fast, and how it refuses what is too much. */
@NullMarked
package io.sparsed.bench.load;

import org.jspecify.annotations.NullMarked;
