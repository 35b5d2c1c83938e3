/** Tests of the load bench, against real schedulers. */
@NullMarked
package io.sparsed.bench.load;

import org.jspecify.annotations.NullMarked;
