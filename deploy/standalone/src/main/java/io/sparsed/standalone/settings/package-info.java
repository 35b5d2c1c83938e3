/** Settings of commands: flags, environment variables and the configuration file, by one name. */
@NullMarked
package io.sparsed.standalone.settings;

import org.jspecify.annotations.NullMarked;
