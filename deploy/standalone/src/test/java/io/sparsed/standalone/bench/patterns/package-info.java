/** Tests of the patterns bench. */
@NullMarked
package io.sparsed.standalone.bench.patterns;

import org.jspecify.annotations.NullMarked;
