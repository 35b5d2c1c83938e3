package io.sparsed.scheduler.text.jinja;

/**
 * A Markup is text that the filters {@code safe} and {@code escape} mark as HTML. It prints as its
 * text. Python would escape whatever is joined to it; such use is refused.
 */
record Markup(String text) {}
