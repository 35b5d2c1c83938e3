/** Tests of what runs in this process instead of on a server. */
@NullMarked
package io.sparsed.standalone.local;

import org.jspecify.annotations.NullMarked;
