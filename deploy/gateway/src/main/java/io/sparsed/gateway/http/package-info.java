/** An HTTP/1.1 server on Netty that answers each request on a virtual thread. */
@NullMarked
package io.sparsed.gateway.http;

import org.jspecify.annotations.NullMarked;
