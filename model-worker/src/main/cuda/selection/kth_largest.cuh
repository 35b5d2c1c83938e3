// The k-th largest of n numbers, by a radix selection of 128 threads.
#pragma once

#include <stdint.h>

#include "../named_barrier.cuh"

namespace sparsed {

struct Kth {
  uint32_t value;
  int above;  // count of larger numbers
  int equal;  // count of equal numbers, itself among them
};

// Finds the k-th largest of key(0), ..., key(n - 1), 1 <= k <= n. `counts` is shared memory of these threads.
template <int THREADS, typename Key>
__device__ __forceinline__ Kth kth_largest(Key key, int n, int k, int thread, const NamedBarrier &barrier,
                                           uint32_t (&counts)[256]) {
  const int lane = thread % 32;
  Kth kth{0, 0, n};
#pragma unroll 1
  for (int shift = 24; shift >= 0; shift -= 8) {
    for (int i = thread; i < 256; i += THREADS) {
      counts[i] = 0;
    }
    barrier.sync();
    for (int i = thread; i < n; i += THREADS) {
      const uint32_t number = key(i);
      if (shift == 24 || (number ^ kth.value) >> (shift + 8) == 0) {
        atomicAdd(&counts[number >> shift & 255], 1u);
      }
    }
    barrier.sync();
    // Every warp computes the same: a lane adds up the counts of eight digits, lane 0 those of the largest.
    uint32_t of_digit[8];
    uint32_t above = 0;
#pragma unroll
    for (int d = 0; d < 8; d++) {
      of_digit[d] = counts[255 - 8 * lane - d];
      above += of_digit[d];
    }
    const uint32_t own = above;
#pragma unroll
    for (int distance = 1; distance < 32; distance *= 2) {
      const uint32_t other = __shfl_up_sync(~0u, above, distance);
      above += lane >= distance ? other : 0;
    }
    above -= own;
    const uint32_t wanted = k - kth.above;
    // Finds the lane, then the digit, in which the wanted count is reached.
    const int lane_of_kth = __ffs(__ballot_sync(~0u, above + own >= wanted)) - 1;
    int digit = 255 - 8 * lane;
    uint32_t equal = 0;
    bool found = false;
#pragma unroll
    for (int d = 0; d < 8; d++) {
      if (!found) {
        found = above + of_digit[d] >= wanted;
        equal = of_digit[d];
        digit = 255 - 8 * lane - d;
        above += found ? 0 : of_digit[d];
      }
    }
    kth.value |= static_cast<uint32_t>(__shfl_sync(~0u, digit, lane_of_kth)) << shift;
    kth.above += __shfl_sync(~0u, above, lane_of_kth);
    kth.equal = __shfl_sync(~0u, equal, lane_of_kth);
    barrier.sync();
  }
  return kth;
}

}  // namespace sparsed
