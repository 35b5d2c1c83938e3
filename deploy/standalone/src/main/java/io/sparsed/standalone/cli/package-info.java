/** One class a subcommand, and the groups of options that they share. */
@NullMarked
package io.sparsed.standalone.cli;

import org.jspecify.annotations.NullMarked;
