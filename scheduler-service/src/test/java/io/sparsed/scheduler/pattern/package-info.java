/** Tests of the package. */
@NullMarked
package io.sparsed.scheduler.pattern;

import org.jspecify.annotations.NullMarked;
