/** Tests of proposals, against their definition. */
@NullMarked
package io.sparsed.worker.proposal;

import org.jspecify.annotations.NullMarked;
