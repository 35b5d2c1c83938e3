/** Policies on the wire: a real worker, real sockets. */
@NullMarked
package io.sparsed.bench.quality.worker;

import org.jspecify.annotations.NullMarked;
