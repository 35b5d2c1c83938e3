/** Tests of the memory bench. */
@NullMarked
package io.sparsed.bench.memory;

import org.jspecify.annotations.NullMarked;
