/** Tests of the device thread and the patterns that it holds. */
@NullMarked
package io.sparsed.worker.device;

import org.jspecify.annotations.NullMarked;
