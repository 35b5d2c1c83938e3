package io.sparsed.scheduler.text.jinja;

import java.util.List;

/**
 * A View is the keys, values or items of a dict.
 *
 * @param name "dict_keys", "dict_values" or "dict_items"
 */
record View(String name, List<Object> items) {}
