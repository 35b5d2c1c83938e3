/** Tests tokenizers and chat templates with tiny tokenizers and published templates. */
@NullMarked
package io.sparsed.scheduler.text;

import org.jspecify.annotations.NullMarked;
