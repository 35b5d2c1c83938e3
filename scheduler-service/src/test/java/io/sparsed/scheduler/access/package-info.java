@NullMarked
package io.sparsed.scheduler.access;

import org.jspecify.annotations.NullMarked;
