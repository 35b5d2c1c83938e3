/** The {@code sparsed} command: where the process starts. */
@NullMarked
package io.sparsed.standalone;

import org.jspecify.annotations.NullMarked;
