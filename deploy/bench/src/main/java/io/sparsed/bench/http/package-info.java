/** The benchmark of the HTTP gateway: many streams at once, beside gRPC's. */
@NullMarked
package io.sparsed.bench.http;

import org.jspecify.annotations.NullMarked;
