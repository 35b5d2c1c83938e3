/** Why something failed, told the same way by every command. */
@NullMarked
package io.sparsed.standalone.failure;

import org.jspecify.annotations.NullMarked;
