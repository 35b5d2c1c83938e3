/** Holds the patterns of running requests: their shape, their assembly and their cache. */
@NullMarked
package io.sparsed.scheduler.pattern;

import org.jspecify.annotations.NullMarked;
