/** Tests the scheduler end to end with real sockets, real workers and the golden models. */
@NullMarked
package io.sparsed.scheduler;

import org.jspecify.annotations.NullMarked;
