/** {@code sparsed bench patterns}: the key blocks that a model's heads keep, step by step. */
@NullMarked
package io.sparsed.bench.patterns;

import org.jspecify.annotations.NullMarked;
