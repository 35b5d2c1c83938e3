/** Tests the assembly and the cache of patterns. */
@NullMarked
package io.sparsed.scheduler.pattern;

import org.jspecify.annotations.NullMarked;
