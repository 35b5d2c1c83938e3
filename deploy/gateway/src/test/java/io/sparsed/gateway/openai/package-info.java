@NullMarked
package io.sparsed.gateway.openai;

import org.jspecify.annotations.NullMarked;
