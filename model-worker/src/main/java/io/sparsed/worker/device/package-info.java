/**
 * The one thread that owns a device, which forwards it runs together, and the patterns that live on
 * it.
 */
@NullMarked
package io.sparsed.worker.device;

import org.jspecify.annotations.NullMarked;
