/** Tests of the images on a Docker engine: a scheduler, workers, and what happens to them. */
@NullMarked
package io.sparsed.containers;

import org.jspecify.annotations.NullMarked;
