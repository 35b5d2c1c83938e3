/** Tests of what arrives off the wire. */
@NullMarked
package io.sparsed.worker.grpc;

import org.jspecify.annotations.NullMarked;
