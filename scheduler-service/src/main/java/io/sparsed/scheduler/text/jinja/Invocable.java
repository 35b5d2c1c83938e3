package io.sparsed.scheduler.text.jinja;

/** An Invocable is a function, method or macro that a template can call. */
interface Invocable {
  Object call(Arguments arguments);
}
