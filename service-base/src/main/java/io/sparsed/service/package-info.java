/** The parts of a gRPC server that scheduler and worker have in common, and that operators see. */
@NullMarked
package io.sparsed.service;

import org.jspecify.annotations.NullMarked;
