/** Decides which requests run, which wait in which order, and which are refused. */
@NullMarked
package io.sparsed.scheduler.admission;

import org.jspecify.annotations.NullMarked;
