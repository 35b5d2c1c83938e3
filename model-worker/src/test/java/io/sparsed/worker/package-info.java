/** Tests of a worker through its port. */
@NullMarked
package io.sparsed.worker;

import org.jspecify.annotations.NullMarked;
