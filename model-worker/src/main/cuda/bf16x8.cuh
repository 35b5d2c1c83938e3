// Eight bfloat16 values, which are moved by one 16-byte access and computed with in fp32.
#pragma once

#include <cuda_bf16.h>
#include <stdint.h>

namespace sparsed {

struct alignas(16) Bf16x8 {
  uint32_t pairs[4];
};

__device__ __forceinline__ Bf16x8 load(const Bf16x8 *from) {
  const uint4 raw = *reinterpret_cast<const uint4 *>(from);
  return {{raw.x, raw.y, raw.z, raw.w}};
}

__device__ __forceinline__ void store(Bf16x8 *to, const Bf16x8 &v) {
  *reinterpret_cast<uint4 *>(to) = make_uint4(v.pairs[0], v.pairs[1], v.pairs[2], v.pairs[3]);
}

// A bfloat16 is the upper half of a float.
__device__ __forceinline__ void widen(const Bf16x8 &v, float (&wide)[8]) {
#pragma unroll
  for (int i = 0; i < 4; i++) {
    wide[2 * i] = __uint_as_float(v.pairs[i] << 16);
    wide[2 * i + 1] = __uint_as_float(v.pairs[i] & 0xffff0000u);
  }
}

// Rounds to nearest even.
__device__ __forceinline__ Bf16x8 narrow(const float (&wide)[8]) {
  Bf16x8 v;
#pragma unroll
  for (int i = 0; i < 4; i++) {
    const __nv_bfloat162 pair = __floats2bfloat162_rn(wide[2 * i], wide[2 * i + 1]);
    v.pairs[i] = *reinterpret_cast<const uint32_t *>(&pair);
  }
  return v;
}

// Rounds each value to bfloat16 and back.
__device__ __forceinline__ void round_to_bf16(float (&wide)[8]) { widen(narrow(wide), wide); }

}  // namespace sparsed
