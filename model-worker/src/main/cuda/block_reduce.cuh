// Reductions of one value per thread, merged in an order that depends on the number of threads alone.
#pragma once

#include <stdint.h>

namespace sparsed {

struct Sum {
  template <typename T>
  __device__ __forceinline__ T operator()(T a, T b) const {
    return a + b;
  }
};

// Returns the value of the lane whose number differs in the bits of `lanes`.
template <typename T>
__device__ __forceinline__ T exchanged(const T &value, int lanes) {
  static_assert(sizeof(T) % 4 == 0, "whole words");
  T other;
  const auto *from = reinterpret_cast<const uint32_t *>(&value);
  auto *to = reinterpret_cast<uint32_t *>(&other);
#pragma unroll
  for (int word = 0; word < static_cast<int>(sizeof(T) / 4); word++) {
    to[word] = __shfl_xor_sync(~0u, from[word], lanes);
  }
  return other;
}

// Merges the values of a warp. `merge` is commutative, so all lanes end with the same bits.
template <typename T, typename Merge>
__device__ __forceinline__ T warp_reduce(T value, Merge merge) {
#pragma unroll
  for (int lanes = 16; lanes > 0; lanes /= 2) {
    value = merge(value, exchanged(value, lanes));
  }
  return value;
}

// Merges the values of a thread block; every thread gets the result. Merging `none` changes nothing. `of_warps` is
// shared memory for this call alone: a caller that loops alternates between two of them, so that one barrier a call is
// enough.
template <typename T, typename Merge>
__device__ __forceinline__ T block_reduce(T value, T none, Merge merge, T (&of_warps)[32]) {
  const int lane = threadIdx.x % 32;
  value = warp_reduce(value, merge);
  if (lane == 0) {
    of_warps[threadIdx.x / 32] = value;
  }
  __syncthreads();
  return warp_reduce(lane < static_cast<int>(blockDim.x / 32) ? of_warps[lane] : none, merge);
}

}  // namespace sparsed
