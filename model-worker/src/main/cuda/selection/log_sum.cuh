// Sums of exponentials too far apart for one float, in powers of two.
#pragma once

#include <math.h>

#include "../exp2.cuh"

namespace sparsed {

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
