/** An interrupted run goes on, and only its own. */
@NullMarked
package io.sparsed.bench.quality.result;

import org.jspecify.annotations.NullMarked;
