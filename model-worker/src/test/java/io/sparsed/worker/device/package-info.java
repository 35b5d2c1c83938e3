/** The device thread and what it holds. */
@NullMarked
package io.sparsed.worker.device;

import org.jspecify.annotations.NullMarked;
