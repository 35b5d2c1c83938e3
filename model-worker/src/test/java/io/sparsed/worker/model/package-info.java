/** Tests of the transformer's parts. */
@NullMarked
package io.sparsed.worker.model;

import org.jspecify.annotations.NullMarked;
