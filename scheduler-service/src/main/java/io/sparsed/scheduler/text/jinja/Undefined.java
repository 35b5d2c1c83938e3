package io.sparsed.scheduler.text.jinja;

/**
 * An Undefined is the value of a name or attribute that does not exist. It prints as nothing, is
 * false and empty; any other use throws.
 */
record Undefined(String reason) {
  JinjaException failure() {
    return new JinjaException(reason);
  }
}
