/** A client of SparseD as a Spring Boot bean, with its properties, health and observations. */
@NullMarked
package io.sparsed.spring;

import org.jspecify.annotations.NullMarked;
