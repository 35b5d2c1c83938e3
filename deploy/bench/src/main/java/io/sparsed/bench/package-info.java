/** Benchmarks: commands that print what this machine does, for the numbers in the docs. */
@NullMarked
package io.sparsed.bench;

import org.jspecify.annotations.NullMarked;
