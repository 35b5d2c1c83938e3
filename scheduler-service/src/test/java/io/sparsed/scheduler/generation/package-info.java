/** Tests of the package. */
@NullMarked
package io.sparsed.scheduler.generation;

import org.jspecify.annotations.NullMarked;
