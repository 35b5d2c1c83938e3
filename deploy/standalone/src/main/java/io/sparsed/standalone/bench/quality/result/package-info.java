/** Results on the disk: what was run, and how each sample went. */
@NullMarked
package io.sparsed.standalone.bench.quality.result;

import org.jspecify.annotations.NullMarked;
