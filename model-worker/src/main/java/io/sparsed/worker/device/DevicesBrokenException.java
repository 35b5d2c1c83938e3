package io.sparsed.worker.device;

/** Thrown once the devices of a worker cannot compute together any more: start the worker anew. */
public final class DevicesBrokenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DevicesBrokenException(Throwable cause) {
    super(
        "the devices of this worker are broken, run the forward on another one: "
            + cause.getMessage(),
        cause);
  }
}
