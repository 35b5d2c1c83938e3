/** Tests admission with clocks that the tests set. */
@NullMarked
package io.sparsed.scheduler.admission;

import org.jspecify.annotations.NullMarked;
