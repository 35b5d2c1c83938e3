/** {@code sparsed bench quality}: the same prompts under many attention policies, resumable. */
@NullMarked
package io.sparsed.bench.quality;

import org.jspecify.annotations.NullMarked;
