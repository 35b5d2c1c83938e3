/** Failures and exit codes, the same for every command. */
@NullMarked
package io.sparsed.standalone.failure;

import org.jspecify.annotations.NullMarked;
