// Copies of boxes of a tensor [heads, tokens, head_dim] between global and shared memory by the copy engine (sm_90).
#pragma once

#include <cuda.h>
#include <stdint.h>

namespace sparsed {

// A box is as wide as the 128-byte swizzle allows: 64 bfloat16 columns, called a panel. A row of a panel is 128 bytes;
// its 16-byte chunk c is stored at chunk c ^ (row & 7).
constexpr int PANEL_COLUMNS = 64;
constexpr int PANEL_ROW_BYTES = 128;

// The first element of a box. Rows past the end of the tensor read as zeros and are not written.
struct BoxOrigin {
  int column;
  int token;
  int head;
};

__device__ __forceinline__ uint64_t keep_in_l2() {
  uint64_t policy;
  asm volatile("createpolicy.fractional.L2::evict_last.b64 %0, 1.0;" : "=l"(policy));
  return policy;
}

__device__ __forceinline__ uint64_t leave_l2_first() {
  uint64_t policy;
  asm volatile("createpolicy.fractional.L2::evict_first.b64 %0, 1.0;" : "=l"(policy));
  return policy;
}

__device__ __forceinline__ void prefetch_map(const CUtensorMap &map) {
  asm volatile("prefetch.tensormap [%0];" ::"l"(&map) : "memory");
}

// Starts to load a box; its bytes count towards the barrier's phase.
__device__ __forceinline__ void load_box(uint32_t shared, const CUtensorMap &map, BoxOrigin from, uint32_t barrier,
                                         uint64_t l2_policy) {
  asm volatile(
      "cp.async.bulk.tensor.3d.shared::cluster.global.mbarrier::complete_tx::bytes.L2::cache_hint"
      " [%0], [%1, {%2, %3, %4}], [%5], %6;" ::"r"(shared),
      "l"(&map), "r"(from.column), "r"(from.token), "r"(from.head), "r"(barrier), "l"(l2_policy)
      : "memory");
}

__device__ __forceinline__ void store_box(const CUtensorMap &map, BoxOrigin to, uint32_t shared) {
  asm volatile("cp.async.bulk.tensor.3d.global.shared::cta.bulk_group [%0, {%1, %2, %3}], [%4];" ::"l"(&map),
               "r"(to.column), "r"(to.token), "r"(to.head), "r"(shared)
               : "memory");
}

__device__ __forceinline__ void commit_stores() { asm volatile("cp.async.bulk.commit_group;" ::: "memory"); }

// Waits until the shared memory of this thread's stores may be reused.
__device__ __forceinline__ void wait_for_stores_to_read() {
  asm volatile("cp.async.bulk.wait_group.read 0;" ::: "memory");
}

// Makes this thread's ordinary stores to shared memory visible to the copy engine and the tensor cores.
__device__ __forceinline__ void publish_shared_writes() {
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}

}  // namespace sparsed
