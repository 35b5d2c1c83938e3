/** What was measured: tables, charts, JSON and the page of the docs. */
@NullMarked
package io.sparsed.bench.quality.report;

import org.jspecify.annotations.NullMarked;
