// The generation of kernels that a device can run.
#pragma once

namespace sparsed {

struct DeviceKernels {
  int generation;      // 90, 80 or 0
  const char *reason;  // the reason for less than 90, else null; static storage
};

DeviceKernels device_kernels(int device);

// Returns 0 if the kernels for Hopper serve the current device, else a SPARSED_* code or a cudaError_t.
int hopper_refusal();

}  // namespace sparsed
