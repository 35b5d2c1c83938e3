/** TLS on the wire between clients, schedulers and workers, by files that may be renewed. */
@NullMarked
package io.sparsed.tls;

import org.jspecify.annotations.NullMarked;
