/**
 * A worker in front of the real one: it rewrites attention directives, so that policies that no
 * scheduler knows run on the wire.
 */
@NullMarked
package io.sparsed.bench.quality.worker;

import org.jspecify.annotations.NullMarked;
