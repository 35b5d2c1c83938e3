/** Names and exact budgets of the attention policies. */
@NullMarked
package io.sparsed.bench.quality.policy;

import org.jspecify.annotations.NullMarked;
