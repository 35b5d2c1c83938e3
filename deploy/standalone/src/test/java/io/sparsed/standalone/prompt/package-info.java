/** Tests of the made prompts. */
@NullMarked
package io.sparsed.standalone.prompt;

import org.jspecify.annotations.NullMarked;
