/** Tests of templates, against the texts that Jinja2 renders. */
@NullMarked
package io.sparsed.scheduler.text.jinja;

import org.jspecify.annotations.NullMarked;
