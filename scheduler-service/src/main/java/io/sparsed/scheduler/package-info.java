/** The scheduler process: its flags, its configuration, its server and its entry point. */
@NullMarked
package io.sparsed.scheduler;

import org.jspecify.annotations.NullMarked;
