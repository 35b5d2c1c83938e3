/**
 * The thread that owns a device: its queue, the passes in which forwards run together, and the
 * patterns that live on the device.
 */
@NullMarked
package io.sparsed.worker.device;

import org.jspecify.annotations.NullMarked;
