/** Tests of the scheduler's connections to its workers. */
@NullMarked
package io.sparsed.scheduler.grpc;

import org.jspecify.annotations.NullMarked;
