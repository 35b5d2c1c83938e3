/** Which scheduler a command asks, and how: the options that several commands share. */
@NullMarked
package io.sparsed.standalone.connect;

import org.jspecify.annotations.NullMarked;
