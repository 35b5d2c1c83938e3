/** Renders Jinja templates as Python does, on top of Jinjava, for chat templates. */
@NullMarked
package io.sparsed.scheduler.text.jinja;

import org.jspecify.annotations.NullMarked;
