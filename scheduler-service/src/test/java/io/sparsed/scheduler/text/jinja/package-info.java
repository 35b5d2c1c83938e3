/** Tests templates against the output of Jinja2. */
@NullMarked
package io.sparsed.scheduler.text.jinja;

import org.jspecify.annotations.NullMarked;
