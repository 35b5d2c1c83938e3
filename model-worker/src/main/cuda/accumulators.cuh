// The registers in which mma and wgmma leave their sums.
//
// Lane l of a warp holds rows l/4 + 8i, i in {0, 1}, of the warp's 16. Of N/2 columns it holds column 8j + 2(l%4) + c
// of row i in element 4j + 2i + c of N.
#pragma once

#include <math.h>
#include <stdint.h>

namespace sparsed {

__device__ __forceinline__ uint32_t pack_bf16(float low, float high) {
  uint32_t pair;
  asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
  return pair;
}

template <int N>
__device__ __forceinline__ void scale_rows(float (&sums)[N], float first, float second) {
#pragma unroll
  for (int e = 0; e < N; e++) {
    sums[e] *= e % 4 < 2 ? first : second;
  }
}

// Masks the columns from `columns` on: their scores become -infinity.
template <int N>
__device__ __forceinline__ void mask_from(float (&scores)[N], int columns) {
  const int first = 2 * (threadIdx.x % 4);
#pragma unroll
  for (int e = 0; e < N; e++) {
    if (8 * (e / 4) + first + e % 2 >= columns) {
      scores[e] = -INFINITY;
    }
  }
}

// Masks the groups of BLOCK columns whose bit in `kept` is not set.
template <int BLOCK, int N>
__device__ __forceinline__ void mask_blocks(float (&scores)[N], unsigned kept) {
#pragma unroll
  for (int e = 0; e < N; e++) {
    if ((kept >> (8 * (e / 4) / BLOCK) & 1) == 0) {
      scores[e] = -INFINITY;
    }
  }
}

}  // namespace sparsed
