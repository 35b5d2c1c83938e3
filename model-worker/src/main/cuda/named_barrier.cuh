// Barriers among some of a thread block's warps, by number (PTX bar). Barrier 0 is __syncthreads().
#pragma once

namespace sparsed {

struct NamedBarrier {
  int number;
  int threads;

  __device__ __forceinline__ void sync() const {
    asm volatile("bar.sync %0, %1;" ::"r"(number), "r"(threads) : "memory");
  }

  // Counts these threads without waiting for the others.
  __device__ __forceinline__ void arrive() const {
    asm volatile("bar.arrive %0, %1;" ::"r"(number), "r"(threads) : "memory");
  }
};

}  // namespace sparsed
