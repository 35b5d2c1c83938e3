// The types in which the sm_90a kernel multiplies: where their operands lie, and their products.
#pragma once

#include "../fp8x4.cuh"
#include "../hopper/wgmma.cuh"
#include "ahead_softmax.cuh"

namespace sparsed {

// Queries, keys and values in bfloat16, each row as wide as the head.
struct Bf16Elements {
  static constexpr int BYTES = 2;
  static constexpr int DEPTH = 16;  // columns that one product sums over
  // The values lie [tokens, head_dim]: products sum over their rows.
  static constexpr bool VALUES_BY_CHANNEL = false;
  using Softmax = OnlineSoftmax;
  static constexpr bool AHEAD = false;  // weights are packed while those of the tile before are still multiplied

  __device__ __forceinline__ static void multiply(float (&d)[64], uint64_t a, uint64_t b, bool accumulate) {
    sparsed::multiply(d, a, b, accumulate);
  }

  template <int N>
  __device__ __forceinline__ static void multiply_add(float (&d)[N], const uint32_t *a, uint64_t b) {
    sparsed::multiply_add(d, a, b);
  }

  // The layout of an accumulator, pair by pair, is that of the left operand of a product.
  template <int N>
  __device__ __forceinline__ static void pack(const float (&scores)[N], uint32_t (&weights)[N / 2]) {
#pragma unroll
    for (int e = 0; e < N / 2; e++) {
      weights[e] = pack_bf16(scores[2 * e], scores[2 * e + 1]);
    }
  }
};

// Queries, keys and values in e4m3, as fp8_operands.cuh describes them.
struct Fp8Elements {
  static constexpr int BYTES = 1;
  static constexpr int DEPTH = 32;
  // The values lie [head_dim, tokens]: fp8 has no products that sum over rows.
  static constexpr bool VALUES_BY_CHANNEL = true;
  // Weights from 2^-14 (subnormal) to 2^3 of the reference fit into e4m3.
  using Softmax = AheadSoftmax<5, static_cast<int>(LARGEST_FP8)>;
  static constexpr bool AHEAD = true;

  __device__ __forceinline__ static void multiply(float (&d)[64], uint64_t a, uint64_t b, bool accumulate) {
    multiply_fp8(d, a, b, accumulate);
  }

  __device__ __forceinline__ static void multiply_add(float (&d)[64], const uint32_t *a, uint64_t b) {
    multiply_add_fp8(d, a, b);
  }

  // A left operand holds four neighbouring columns in a register, an accumulator two: the operand's columns are the
  // keys in the order of value_slot().
  template <int N>
  __device__ __forceinline__ static void pack(const float (&scores)[N], uint32_t (&weights)[N / 4]) {
#pragma unroll
    for (int e = 0; e < N / 4; e++) {
      const int first = e / 2 * 8 + e % 2 * 2;
      weights[e] = pack_fp8(scores[first], scores[first + 1], scores[first + 4], scores[first + 5]);
    }
  }

  // Packs eight elements, from `first` on, before products are waited for.
  template <int WORDS>
  __device__ __forceinline__ static void pack(const float (&some)[8], int first, uint32_t (&weights)[WORDS]) {
    weights[first / 4] = pack_fp8_in_place(some[0], some[1], some[4], some[5]);
    weights[first / 4 + 1] = pack_fp8_in_place(some[2], some[3], some[6], some[7]);
  }

  // Returns where a key of 16 stands among the columns of a left operand.
  __host__ __device__ __forceinline__ static int value_slot(int key) { return key % 8 / 2 * 4 + key / 8 * 2 + key % 2; }
};

}  // namespace sparsed
