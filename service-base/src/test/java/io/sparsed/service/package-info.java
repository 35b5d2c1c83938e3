/** Tests of what scheduler and worker have in common as servers. */
@NullMarked
package io.sparsed.service;

import org.jspecify.annotations.NullMarked;
