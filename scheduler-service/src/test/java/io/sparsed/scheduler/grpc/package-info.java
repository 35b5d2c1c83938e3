/** Tests of the scheduler's wires. */
@NullMarked
package io.sparsed.scheduler.grpc;

import org.jspecify.annotations.NullMarked;
