/** The gRPC service of a worker. No other package sees protobuf. */
@NullMarked
package io.sparsed.worker.grpc;

import org.jspecify.annotations.NullMarked;
