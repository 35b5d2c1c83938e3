/**
 * The client of SparseD schedulers, which generates text with diffusion language models. {@link
 * io.sparsed.client.SparseDClient} is where to begin.
 */
@NullMarked
package io.sparsed.client;

import org.jspecify.annotations.NullMarked;
