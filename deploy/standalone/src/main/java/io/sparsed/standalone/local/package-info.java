/** Schedulers and workers of this process, which speak gRPC over loopback ports. */
@NullMarked
package io.sparsed.standalone.local;

import org.jspecify.annotations.NullMarked;
