/** Tests of text: tiny tokenizers made here, real chat templates. */
@NullMarked
package io.sparsed.scheduler.text;

import org.jspecify.annotations.NullMarked;
