/** Tests of the patterns bench. */
@NullMarked
package io.sparsed.bench.patterns;

import org.jspecify.annotations.NullMarked;
