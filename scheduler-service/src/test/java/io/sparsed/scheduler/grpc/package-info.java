/** Tests the scheduler's connections to workers. */
@NullMarked
package io.sparsed.scheduler.grpc;

import org.jspecify.annotations.NullMarked;
