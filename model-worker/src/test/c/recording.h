/* Calls of a library are written down, for a test to read. */
#pragma once

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static char text[4096];

static int record(const char *format, ...) {
  size_t used = strlen(text);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text + used, sizeof text - used, format, arguments);
  va_end(arguments);
  return 0;
}

/* Returns what was written down since the last call. */
const char *recorded(void) {
  static char last[sizeof text];
  memcpy(last, text, sizeof text);
  text[0] = 0;
  return last;
}
