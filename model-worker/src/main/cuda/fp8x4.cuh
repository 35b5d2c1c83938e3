// Four numbers of e4m3 in a word.
#pragma once

#include <stdint.h>

namespace sparsed {

constexpr float LARGEST_FP8 = 448.0f;

#define SPARSED_PACK_FP8                              \
  "{\n"                                               \
  ".reg .b16 low, high;\n"                            \
  "cvt.rn.satfinite.e4m3x2.f32 low, %2, %1;\n"        \
  "cvt.rn.satfinite.e4m3x2.f32 high, %4, %3;\n"       \
  "mov.b32 %0, {low, high};\n"                        \
  "}"

// Rounds to the nearest; the first number is the lowest byte. Larger numbers become the largest, NaN stays NaN.
__device__ __forceinline__ uint32_t pack_fp8(float a, float b, float c, float d) {
  uint32_t word;
  asm(SPARSED_PACK_FP8 : "=r"(word) : "f"(a), "f"(b), "f"(c), "f"(d));
  return word;
}

// The same in its place among waits for products, behind which the compiler may move what is not volatile.
__device__ __forceinline__ uint32_t pack_fp8_in_place(float a, float b, float c, float d) {
  uint32_t word;
  asm volatile(SPARSED_PACK_FP8 : "=r"(word) : "f"(a), "f"(b), "f"(c), "f"(d));
  return word;
}

#undef SPARSED_PACK_FP8

}  // namespace sparsed
