/** Small applications that show how the models are used. */
@NullMarked
package io.sparsed.langchain4j.examples;

import org.jspecify.annotations.NullMarked;
