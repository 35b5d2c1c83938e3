// Sums of exponentials too far apart for one float, in powers of two.
#pragma once

#include "../attention/softmax.cuh"

namespace sparsed {

__device__ __forceinline__ float log2_approximate(float x) {
  float y;
  asm("lg2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}

// 2^x for x <= 0 without the special function unit, right to 3e-6: a share of the exponentials goes this way where
// that unit is as busy as the tensor cores. Adding 1.5 * 2^23 rounds x to the nearest whole number, which ends in the
// low bits; a polynomial serves the rest, in [-1/2, 1/2].
__device__ __forceinline__ float exp2_by_polynomial(float x) {
  constexpr float ROUNDER = 12582912.0f;
  x = fmaxf(x, -126.0f);
  const float rounded = __fadd_rn(x, ROUNDER);
  const float rest = __fsub_rn(x, __fsub_rn(rounded, ROUNDER));
  float power = fmaf(rest, 0.0095701f, 0.05591786f);
  power = fmaf(power, rest, 0.24024745f);
  power = fmaf(power, rest, 0.69312181f);
  power = fmaf(power, rest, 0.99999926f);
  return __int_as_float(__float_as_int(power) + (__float_as_int(rounded) << 23));
}

// A sum of powers of two: its largest term's exponent, and the sum relative to that term.
struct LogSum {
  float largest = -INFINITY;
  float sum = 0.0f;

  __device__ __forceinline__ void add(float exponent) {
    const float above = exponent - largest;
    const float smaller = exp2_approximate(-fabsf(above));
    sum = above > 0.0f ? fmaf(sum, smaller, 1.0f) : sum + smaller;
    largest = fmaxf(largest, exponent);
  }

  __device__ __forceinline__ void add(const LogSum &other) {
    const float top = fmaxf(largest, other.largest);
    sum = sum * exp2_approximate(largest - top) + other.sum * exp2_approximate(other.largest - top);
    largest = top;
  }

  __device__ __forceinline__ float log() const { return largest + log2_approximate(sum); }
};

}  // namespace sparsed
