/** A worker behind its port. */
@NullMarked
package io.sparsed.worker;

import org.jspecify.annotations.NullMarked;
