package io.sparsed.worker.grpc;

import io.grpc.MethodDescriptor;

/** Tells methods apart in interceptors. */
final class Methods {
  private Methods() {}

  /**
   * Returns true if both are the same method; where messages are guarded, it has a descriptor more.
   */
  static boolean areSame(MethodDescriptor<?, ?> one, MethodDescriptor<?, ?> other) {
    return one.getFullMethodName().equals(other.getFullMethodName());
  }
}
