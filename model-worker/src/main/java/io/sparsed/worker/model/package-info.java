/** One transformer for LLaDA and Dream, which differ in a specification and in tensor names. */
@NullMarked
package io.sparsed.worker.model;

import org.jspecify.annotations.NullMarked;
