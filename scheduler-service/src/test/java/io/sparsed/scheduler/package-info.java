/** Tests of the scheduler end to end: real sockets, real workers, the golden models. */
@NullMarked
package io.sparsed.scheduler;

import org.jspecify.annotations.NullMarked;
