/**
 * The HTTP gateway: OpenAI's API in front of SparseD schedulers, and a page that shows denoising.
 * {@link io.sparsed.gateway.Gateway} is where to begin.
 */
@NullMarked
package io.sparsed.gateway;

import org.jspecify.annotations.NullMarked;
