/** The quality bench end to end, on the demo model. */
@NullMarked
package io.sparsed.bench.quality;

import org.jspecify.annotations.NullMarked;
