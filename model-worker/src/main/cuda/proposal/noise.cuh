// Noise that depends on a row's key and a vocabulary index alone: the same on every device, in any order.
#pragma once

#include <stdint.h>

namespace sparsed {

// Draws one of 2^52 evenly spaced numbers in (0, 1): splitmix64's mix of its (index + 1)-th state after `key`.
__device__ __forceinline__ double uniform(uint64_t key, int index) {
  uint64_t z = key + static_cast<uint64_t>(index + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  z = z ^ (z >> 31);
  return (static_cast<double>(z >> 12) + 0.5) * 0x1p-52;
}

// Draws ln(-ln u), the negative of a standard Gumbel variate.
__device__ __forceinline__ double log_exponential(uint64_t key, int index) { return log(-log(uniform(key, index))); }

}  // namespace sparsed
