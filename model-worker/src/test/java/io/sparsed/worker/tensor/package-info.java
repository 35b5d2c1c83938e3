/** What lives on a device. */
@NullMarked
package io.sparsed.worker.tensor;

import org.jspecify.annotations.NullMarked;
