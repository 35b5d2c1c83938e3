/** Synthetic prompts: a fact hidden in a given number of tokens, and a question about it. */
@NullMarked
package io.sparsed.standalone.prompt;

import org.jspecify.annotations.NullMarked;
