/** The question whether a server serves, as health checks of containers ask it. */
@NullMarked
package io.sparsed.standalone.health;

import org.jspecify.annotations.NullMarked;
