/** Small applications that show how the client is used. */
@NullMarked
package io.sparsed.client.examples;

import org.jspecify.annotations.NullMarked;
