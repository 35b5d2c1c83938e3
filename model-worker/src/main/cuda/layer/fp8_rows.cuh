// Rows in fp8 as a product takes them: a number is its e4m3 times the factor of its row.
#pragma once

#include "../arguments.cuh"
#include "../bf16x8.cuh"
#include "../block_reduce.cuh"
#include "../device_kernels.cuh"
#include "../fp8x4.cuh"

namespace sparsed {

struct Largest {
  __device__ __forceinline__ uint32_t operator()(uint32_t a, uint32_t b) const { return max(a, b); }
};

// Returns the factor of a row by its largest absolute number: a bfloat16, so that the row is divided by the very factor
// that is kept. It is not zero; NaN stays NaN.
__device__ __forceinline__ float fp8_factor(float largest) {
  const float some = largest < 1e-12f ? 1e-12f : largest;
  return __bfloat162float(__float2bfloat16_rn(some * (1.0f / LARGEST_FP8)));
}

// Divides eight numbers by a factor, rounds them to bfloat16 and then to e4m3. Multiplying by the reciprocal rounds to
// the same: a quotient of two numbers of 8 bits is 2^-17 of itself or more away from the middle between two of them.
__device__ __forceinline__ uint2 quantized(const Bf16x8 &values, float per_unit) {
  float x[8];
  widen(values, x);
#pragma unroll
  for (int e = 0; e < 8; e++) {
    x[e] *= per_unit;
  }
  round_to_bf16(x);
  return {pack_fp8(x[0], x[1], x[2], x[3]), pack_fp8(x[4], x[5], x[6], x[7])};
}

struct Fp8Rows {
  uint2 *y;        // [rows, vectors], eight numbers a vector
  float *factors;  // [rows]

  // Writes a row, of which the threads of a block hold vectors in turn. Vectors beyond the row are zeros, or repeat
  // some of the row. `of_warps` is shared memory for this call alone.
  template <int VECTORS>
  __device__ __forceinline__ void write(int64_t row, const Bf16x8 (&values)[VECTORS], int vectors,
                                        uint32_t (&of_warps)[32]) const {
    uint32_t largest = 0;  // as bits, in whose order NaN is the greatest
#pragma unroll
    for (int i = 0; i < VECTORS; i++) {
      float x[8];
      widen(values[i], x);
#pragma unroll
      for (int e = 0; e < 8; e++) {
        largest = max(largest, __float_as_uint(fabsf(x[e])));
      }
    }
    const float factor = fp8_factor(__uint_as_float(block_reduce(largest, 0u, Largest{}, of_warps)));
    const float per_unit = 1.0f / factor;
#pragma unroll
    for (int i = 0; i < VECTORS; i++) {
      const int column = threadIdx.x + i * blockDim.x;
      if (column < vectors) {
        y[row * vectors + column] = quantized(values[i], per_unit);
      }
    }
    if (threadIdx.x == 0) {
      factors[row] = factor;
    }
  }
};

// Returns 0 if rows in fp8 can be written to these addresses on the current device, else a SPARSED_* code or a
// cudaError_t.
inline int fp8_refusal(const void *y, const float *factors) {
  return usable(y) && usable(factors) ? hopper_refusal() : SPARSED_BAD_ARGUMENT;
}

inline Fp8Rows fp8_rows(void *y, float *factors) { return {static_cast<uint2 *>(y), factors}; }

}  // namespace sparsed
