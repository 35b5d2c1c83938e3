/** Scheduler and worker in this process, over real gRPC on local ports. */
@NullMarked
package io.sparsed.standalone.local;

import org.jspecify.annotations.NullMarked;
