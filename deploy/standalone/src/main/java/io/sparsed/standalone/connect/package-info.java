/** The flags of a connection to schedulers, shared by several commands. */
@NullMarked
package io.sparsed.standalone.connect;

import org.jspecify.annotations.NullMarked;
