/** Turns text into token ids and back with a checkpoint's tokenizer and chat template. */
@NullMarked
package io.sparsed.scheduler.text;

import org.jspecify.annotations.NullMarked;
