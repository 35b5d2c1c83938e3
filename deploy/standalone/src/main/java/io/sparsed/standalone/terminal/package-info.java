/** The canvas in a terminal, while it is being denoised. */
@NullMarked
package io.sparsed.standalone.terminal;

import org.jspecify.annotations.NullMarked;
