/**
 * Generates text with diffusion language models that a SparseD scheduler serves; start at {@link
 * io.sparsed.client.SparseDClient}.
 */
@NullMarked
package io.sparsed.client;

import org.jspecify.annotations.NullMarked;
