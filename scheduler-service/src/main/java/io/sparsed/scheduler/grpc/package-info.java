/** gRPC on both sides, towards clients and towards workers: the only place that knows protobuf. */
@NullMarked
package io.sparsed.scheduler.grpc;

import org.jspecify.annotations.NullMarked;
