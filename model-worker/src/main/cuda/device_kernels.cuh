// The generation of kernels that a device can run.
#pragma once

namespace sparsed {

struct DeviceKernels {
  int generation;      // 90, 80 or 0
  const char *reason;  // the reason for less than 90, else null; static storage
};

DeviceKernels device_kernels(int device);

}  // namespace sparsed
