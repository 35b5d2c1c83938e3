// Checks that the entry points make of their arguments and of the current device.
#pragma once

#include <cuda_runtime.h>
#include <stdint.h>

#include "include/sparsed_kernels.h"

namespace sparsed {

// True if the pointer is not null and fit for 16-byte accesses.
inline bool usable(const void *pointer) {
  return pointer != nullptr && reinterpret_cast<uintptr_t>(pointer) % 16 == 0;
}

// True if the rows of `head_dim` elements begin at multiples of 16 bytes.
inline bool usable(const sparsed_heads &heads) {
  return usable(heads.data) && heads.token_stride % 8 == 0 && heads.head_stride % 8 == 0;
}

inline bool served_head_dim(int head_dim) { return head_dim == 64 || head_dim == 128; }

inline bool served_block_size(int block_size) {
  return block_size == 16 || block_size == 32 || block_size == 64 || block_size == 128;
}

// Returns the number of multiprocessors of the current device; 0 when there is none.
inline int multiprocessors() {
  int device = 0;
  int count = 0;
  if (cudaGetDevice(&device) != cudaSuccess ||
      cudaDeviceGetAttribute(&count, cudaDevAttrMultiProcessorCount, device) != cudaSuccess) {
    return 0;
  }
  return count;
}

inline cudaStream_t cuda(sparsed_stream stream) { return static_cast<cudaStream_t>(stream); }

template <typename T>
__host__ __device__ constexpr T ceil_div(T a, T b) {
  return (a + b - 1) / b;
}

}  // namespace sparsed
