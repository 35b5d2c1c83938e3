/** OpenAI's API: its requests as generations, and generations as its responses and events. */
@NullMarked
package io.sparsed.gateway.openai;

import org.jspecify.annotations.NullMarked;
