/** Tests of attention, against its definition. */
@NullMarked
package io.sparsed.worker.attention;

import org.jspecify.annotations.NullMarked;
