/** Who may run, who waits, in which order, and who is refused. */
@NullMarked
package io.sparsed.scheduler.admission;

import org.jspecify.annotations.NullMarked;
