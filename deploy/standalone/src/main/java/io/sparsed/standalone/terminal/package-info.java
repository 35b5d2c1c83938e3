/** Terminal output: the canvas while it is being denoised, and progress bars. */
@NullMarked
package io.sparsed.standalone.terminal;

import org.jspecify.annotations.NullMarked;
