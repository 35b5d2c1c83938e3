/** Results on the disk: what was run, and how each sample went. */
@NullMarked
package io.sparsed.bench.quality.result;

import org.jspecify.annotations.NullMarked;
