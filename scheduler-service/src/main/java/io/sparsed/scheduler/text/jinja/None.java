package io.sparsed.scheduler.text.jinja;

/** The value {@code none}. */
enum None {
  NONE
}
