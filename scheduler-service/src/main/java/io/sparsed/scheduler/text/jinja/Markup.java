package io.sparsed.scheduler.text.jinja;

/**
 * A Markup is text that the filter {@code safe} marks as HTML. It prints as its text. Python would
 * escape whatever is joined to it; such use is refused.
 */
record Markup(String text) {}
