/** Reports of benchmarks: tables, charts and notes, as text, JSON, Markdown and an HTML page. */
@NullMarked
package io.sparsed.bench.report;

import org.jspecify.annotations.NullMarked;
