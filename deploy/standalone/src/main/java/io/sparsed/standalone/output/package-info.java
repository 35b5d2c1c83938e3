/** The formats of a command's answer: text for people, JSON for programs. */
@NullMarked
package io.sparsed.standalone.output;

import org.jspecify.annotations.NullMarked;
