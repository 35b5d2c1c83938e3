/** The quality bench end to end, on the demo model. */
@NullMarked
package io.sparsed.standalone.bench.quality;

import org.jspecify.annotations.NullMarked;
