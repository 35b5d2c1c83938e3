/** Dense attention, block-sparse attention, and the selection of patterns (SparseD, section 3). */
@NullMarked
package io.sparsed.worker.attention;

import org.jspecify.annotations.NullMarked;
