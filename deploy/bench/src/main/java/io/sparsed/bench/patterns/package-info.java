/** Which key blocks a model's heads keep, step after step: numbers, and a page of pictures. */
@NullMarked
package io.sparsed.bench.patterns;

import org.jspecify.annotations.NullMarked;
