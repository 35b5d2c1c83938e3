/** A worker: one model on one device, served over gRPC. */
@NullMarked
package io.sparsed.worker;

import org.jspecify.annotations.NullMarked;
