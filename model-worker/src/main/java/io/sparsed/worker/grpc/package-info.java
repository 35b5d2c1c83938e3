/** WorkerService on the wire: the only package that sees protobuf. */
@NullMarked
package io.sparsed.worker.grpc;

import org.jspecify.annotations.NullMarked;
