/** The embedded prompts, and files that are no prompts. */
@NullMarked
package io.sparsed.bench.quality.task;

import org.jspecify.annotations.NullMarked;
