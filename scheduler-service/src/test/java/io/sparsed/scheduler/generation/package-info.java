/** Tests the running of generations. */
@NullMarked
package io.sparsed.scheduler.generation;

import org.jspecify.annotations.NullMarked;
