/** Logits reduced to one proposed token and its confidence per row. */
@NullMarked
package io.sparsed.worker.proposal;

import org.jspecify.annotations.NullMarked;
