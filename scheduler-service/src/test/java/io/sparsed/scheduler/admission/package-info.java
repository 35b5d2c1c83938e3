/** Tests of admission, with clocks that tests set. */
@NullMarked
package io.sparsed.scheduler.admission;

import org.jspecify.annotations.NullMarked;
