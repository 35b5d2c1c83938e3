/** Tests of the manifests in {@code deploy/k8s} against the Kubernetes API and both services. */
@NullMarked
package io.sparsed.standalone.kubernetes;

import org.jspecify.annotations.NullMarked;
