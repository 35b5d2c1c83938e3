// Powers of two and their logarithms by the special function unit: a few units in the last place.
#pragma once

namespace sparsed {

constexpr float LOG2_E = 1.44269504f;
constexpr float LN_2 = 0.693147181f;

__device__ __forceinline__ float exp2_approximate(float x) {
  float y;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}

__device__ __forceinline__ float log2_approximate(float x) {
  float y;
  asm("lg2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}

}  // namespace sparsed
