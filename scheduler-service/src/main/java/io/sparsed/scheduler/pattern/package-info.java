/** The patterns of running requests: their shape, how they travel, and where they are kept. */
@NullMarked
package io.sparsed.scheduler.pattern;

import org.jspecify.annotations.NullMarked;
