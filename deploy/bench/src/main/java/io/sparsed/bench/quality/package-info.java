/** The quality bench: the same held-out prompts under many attention policies, resumable. */
@NullMarked
package io.sparsed.bench.quality;

import org.jspecify.annotations.NullMarked;
