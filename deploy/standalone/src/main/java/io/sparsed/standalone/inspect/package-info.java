/** What a checkpoint folder is, and whether it can be served, without loading it. */
@NullMarked
package io.sparsed.standalone.inspect;

import org.jspecify.annotations.NullMarked;
