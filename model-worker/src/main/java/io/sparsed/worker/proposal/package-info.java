/** The language-model head and sampling: one proposed token and its confidence per position. */
@NullMarked
package io.sparsed.worker.proposal;

import org.jspecify.annotations.NullMarked;
