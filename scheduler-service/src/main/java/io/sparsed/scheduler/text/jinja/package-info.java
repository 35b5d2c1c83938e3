/**
 * Renders Jinja templates as Python does, on top of Jinjava, for the chat templates of checkpoints.
 */
@NullMarked
package io.sparsed.scheduler.text.jinja;

import org.jspecify.annotations.NullMarked;
