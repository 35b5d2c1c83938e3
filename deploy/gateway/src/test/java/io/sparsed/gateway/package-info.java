@NullMarked
package io.sparsed.gateway;

import org.jspecify.annotations.NullMarked;
