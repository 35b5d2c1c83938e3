/** Checks a machine, a checkpoint and servers, and tells an operator what to do. */
@NullMarked
package io.sparsed.standalone.doctor;

import org.jspecify.annotations.NullMarked;
