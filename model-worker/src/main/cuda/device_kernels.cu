// The library's version, its errors in words, and which kernels serve a device.
#include "device_kernels.cuh"

#include <cuda_runtime.h>
#include <stdlib.h>
#include <string.h>

#include "hopper/tensor_map.cuh"
#include "include/sparsed_kernels.h"

namespace sparsed {

// The runtime looks a device's version up in a table: cheap enough for every launch.
DeviceKernels device_kernels(int device) {
  int major = 0;
  const cudaError_t error = cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device);
  if (error != cudaSuccess) {
    return {0, cudaGetErrorString(error)};
  }
  if (major < 8) {
    return {0, "the GPU is older than compute capability 8.0"};
  }
  if (major != 9) {
    return {80, "the GPU's compute capability is not 9.0"};
  }
  const char *wanted = getenv("SPARSED_KERNELS");
  if (wanted != nullptr && strcmp(wanted, "80") == 0) {
    return {80, "SPARSED_KERNELS=80 is set"};
  }
  if (tensor_map_encoder() == nullptr) {
    return {80, "the driver cannot encode tensor maps"};
  }
  return {90, nullptr};
}

int hopper_refusal() {
  int device = 0;
  const cudaError_t error = cudaGetDevice(&device);
  if (error != cudaSuccess) {
    return error;
  }
  return device_kernels(device).generation == 90 ? 0 : SPARSED_UNSUPPORTED;
}

}  // namespace sparsed

int sparsed_abi_version(void) { return SPARSED_ABI_VERSION; }

const char *sparsed_error(int code) {
  switch (code) {
    case 0:
      return "success";
    case SPARSED_BAD_ARGUMENT:
      return "an argument is null, misaligned or inconsistent with the others";
    case SPARSED_UNSUPPORTED:
      return "no kernel for this head size, block size or GPU";
    case SPARSED_NO_DRIVER:
      return "the driver lacks what the kernels need";
    case SPARSED_WORKSPACE:
      return "the workspace is too small";
    default:
      return code > 0 ? cudaGetErrorString(static_cast<cudaError_t>(code)) : "unknown code";
  }
}

int sparsed_device_kernels(int device, const char **reason) {
  const sparsed::DeviceKernels kernels = sparsed::device_kernels(device);
  if (reason != nullptr) {
    *reason = kernels.reason;
  }
  return kernels.generation;
}
