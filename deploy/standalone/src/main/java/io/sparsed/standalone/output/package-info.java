/** How commands answer: for people, or as JSON for programs. */
@NullMarked
package io.sparsed.standalone.output;

import org.jspecify.annotations.NullMarked;
