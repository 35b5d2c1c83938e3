/** Tests of the launcher script. */
@NullMarked
package io.sparsed.standalone.launcher;

import org.jspecify.annotations.NullMarked;
