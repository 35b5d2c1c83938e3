/** The subcommands, one class each, and the groups of flags that they share. */
@NullMarked
package io.sparsed.standalone.cli;

import org.jspecify.annotations.NullMarked;
