// The gate of the SwiGLU MLP: bf16(silu(gate)) * up.
#pragma once

#include "../bf16x8.cuh"

namespace sparsed {

// Returns x / (1 + e^-x). The fast exponential and division are right to 2^-20, far below the rounding to bfloat16;
// where e^-x overflows, the quotient is zero, as it should be.
__device__ __forceinline__ float silu(float x) { return __fdividef(x, 1.0f + __expf(-x)); }

__device__ __forceinline__ Bf16x8 gated(const Bf16x8 &gate, const Bf16x8 &up) {
  float product[8];
  float factor[8];
  widen(gate, product);
  widen(up, factor);
#pragma unroll
  for (int e = 0; e < 8; e++) {
    product[e] = silu(product[e]);
  }
  round_to_bf16(product);
#pragma unroll
  for (int e = 0; e < 8; e++) {
    product[e] *= factor[e];
  }
  return narrow(product);
}

}  // namespace sparsed
