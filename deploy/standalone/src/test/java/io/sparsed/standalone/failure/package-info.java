/** Tests of how failures are told. */
@NullMarked
package io.sparsed.standalone.failure;

import org.jspecify.annotations.NullMarked;
