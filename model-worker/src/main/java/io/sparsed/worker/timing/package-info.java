/** Where the time of a forward goes. */
@NullMarked
package io.sparsed.worker.timing;

import org.jspecify.annotations.NullMarked;
