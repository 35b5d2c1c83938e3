/** Prompts with known answers, and the rule that scores an answer. */
@NullMarked
package io.sparsed.bench.quality.task;

import org.jspecify.annotations.NullMarked;
