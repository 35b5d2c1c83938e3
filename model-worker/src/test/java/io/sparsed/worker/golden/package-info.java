/** Results of the published code on two tiny models, for the tests of every module. */
@NullMarked
package io.sparsed.worker.golden;

import org.jspecify.annotations.NullMarked;
