/** Text to token ids and back: the checkpoint's tokenizer and its chat template. */
@NullMarked
package io.sparsed.scheduler.text;

import org.jspecify.annotations.NullMarked;
