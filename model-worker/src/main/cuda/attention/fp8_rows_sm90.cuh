// Keys and values that are kept in e4m3, as attend_tile takes them.
#pragma once

#include "stream_sm80.cuh"

namespace sparsed {

// Turns two neighbouring numbers of e4m3 into bfloat16, exactly. `bytes` says to __byte_perm where they are in a word.
// Their bits at the places of bfloat16's are a number 2^-120 as large: `scale` is 2^120 times their factor.
__device__ __forceinline__ uint32_t widen_pair(uint32_t word, uint32_t bytes, __nv_bfloat162 scale) {
  const uint32_t pair = __byte_perm(word, 0, bytes);
  const uint32_t bits = (pair & 0x80008000u) | (pair >> 4 & 0x07f007f0u);
  const __nv_bfloat162 numbers = __hmul2(*reinterpret_cast<const __nv_bfloat162 *>(&bits), scale);
  return *reinterpret_cast<const uint32_t *>(&numbers);
}

// Turns eight neighbouring numbers of e4m3 into bfloat16.
__device__ __forceinline__ uint4 widen_eight(uint32_t low, uint32_t high, __nv_bfloat162 scale) {
  constexpr uint32_t FIRST = 0x1404, SECOND = 0x3424;  // bytes 0 and 1, or 2 and 3, each as the upper byte of a half
  return make_uint4(widen_pair(low, FIRST, scale), widen_pair(low, SECOND, scale), widen_pair(high, FIRST, scale),
                    widen_pair(high, SECOND, scale));
}

// Fp8Rows are keys and values in e4m3. The next ones wait in registers while the former are read; then they are widened
// to the one buffer in shared memory, which nobody reads any more: between the last reader of the keys and the next
// writer all threads meet before the values, and the other way round.
template <class S>
class Fp8Rows {
 public:
  static constexpr int SHARED_BYTES = S::ROWS * S::ROW_BYTES + 2 * S::KEY_BYTES;

  __device__ __forceinline__ Fp8Rows(const AttentionProblem &problem, const sparsed_row_factors &factors, int kv_head)
      : problem_(problem), factors_(factors), kv_head_(kv_head) {}

  __device__ __forceinline__ void load_keys(const KeyTile<S> &tile) {
    load(next_keys_, problem_.k, factors_.keys, tile);
  }

  __device__ __forceinline__ void load_values(const KeyTile<S> &tile) {
    load(next_values_, problem_.v, factors_.values, tile);
  }

  __device__ __forceinline__ void load_nothing() {}

  __device__ __forceinline__ void await_keys() {
    widen(next_keys_, KEYS);
    wait_for_copies<0>();  // the queries
    __syncthreads();
  }

  __device__ __forceinline__ void await_values() {
    widen(next_values_, VALUES);
    __syncthreads();
  }

  __device__ __forceinline__ void await_all() { wait_for_copies<0>(); }

  __device__ __forceinline__ uint32_t keys() const { return shared() + KEYS; }
  __device__ __forceinline__ uint32_t values() const { return shared() + VALUES; }

 private:
  static constexpr int KEYS = S::ROWS * S::ROW_BYTES;
  static constexpr int VALUES = KEYS + S::KEY_BYTES;
  static constexpr int ROW_CHUNKS = S::CHUNKS / 2;  // of 16 numbers
  static constexpr int ROWS_A_PASS = S::THREADS / ROW_CHUNKS;
  static constexpr int PASSES = S::KEYS / ROWS_A_PASS;
  static_assert(ROW_CHUNKS == 8, "a warp loads four rows");
  static_assert(S::SLOT_KEYS % ROWS_A_PASS == 0, "the slot of a pass must be known when the loop is unrolled");

  // What a thread has of a tile: 16 numbers of each of some rows.
  struct Part {
    uint4 numbers[PASSES];
    float factors[PASSES];
  };

  __device__ __forceinline__ static uint32_t shared() {
    return static_cast<uint32_t>(__cvta_generic_to_shared(tile_memory()));
  }

  // Eight neighbouring lanes have half of two rows each: what they write lies in different banks.
  __device__ __forceinline__ static int chunk() { return threadIdx.x % 4 + threadIdx.x / 8 % 2 * 4; }
  __device__ __forceinline__ static int row() {
    return threadIdx.x / 32 * 4 + threadIdx.x / 16 % 2 * 2 + threadIdx.x / 4 % 2;
  }

  __device__ __forceinline__ void load(Part &part, const sparsed_heads &tensor, const float *factors,
                                       const KeyTile<S> &tile) const {
    const auto *rows =
        static_cast<const uint8_t *>(tensor.data) + kv_head_ * tensor.head_stride + chunk() * CHUNK_BYTES;
    factors += kv_head_ * factors_.head_stride;
#pragma unroll
    for (int i = 0; i < PASSES; i++) {
      const int token = tile.tokens[i * ROWS_A_PASS / S::SLOT_KEYS] + (i * ROWS_A_PASS + row()) % S::SLOT_KEYS;
      part.numbers[i] = make_uint4(0, 0, 0, 0);
      part.factors[i] = 0.0f;
      if (token < problem_.key_tokens) {
        part.numbers[i] = __ldg(reinterpret_cast<const uint4 *>(rows + token * tensor.token_stride));
        part.factors[i] = __ldg(factors + token);
      }
    }
  }

  __device__ __forceinline__ static void widen(const Part &part, int target) {
#pragma unroll
    for (int i = 0; i < PASSES; i++) {
      const int at = i * ROWS_A_PASS + row();
      const uint4 numbers = part.numbers[i];
      const __nv_bfloat162 scale = __float2bfloat162_rn(part.factors[i] * 0x1p120f);
      auto *memory = tile_memory() + target;
      *reinterpret_cast<uint4 *>(memory + S::chunk_offset(at, 2 * chunk())) =
          widen_eight(numbers.x, numbers.y, scale);
      *reinterpret_cast<uint4 *>(memory + S::chunk_offset(at, 2 * chunk() + 1)) =
          widen_eight(numbers.z, numbers.w, scale);
    }
  }

  const AttentionProblem &problem_;
  const sparsed_row_factors &factors_;
  int kv_head_;
  Part next_keys_;
  Part next_values_;
};

}  // namespace sparsed
