/** Dense attention, block-sparse attention, and the choice of the blocks (SparseD, section 3). */
@NullMarked
package io.sparsed.worker.attention;

import org.jspecify.annotations.NullMarked;
