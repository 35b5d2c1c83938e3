// Attention of one tile of query rows by mma.sync. Where keys and values come from is the business of a class of rows.
#pragma once

#include <cuda_bf16.h>

#include "../ampere/mma.cuh"
#include "softmax.cuh"
#include "tile_sm80.cuh"

namespace sparsed {

// Starts to copy ROW_COUNT rows of a head. Row r is the token token_of_row(pass, r), where `pass` is the first of the
// rows that are copied at once with r. Tokens that do not exist are zeros.
template <class S, int ROW_COUNT, typename TokenOfRow>
__device__ __forceinline__ void copy_rows(uint32_t shared, const sparsed_heads &tensor, int head, int tokens,
                                          TokenOfRow token_of_row) {
  const auto *rows = static_cast<const __nv_bfloat16 *>(tensor.data) + head * tensor.head_stride;
  const int chunk = threadIdx.x % S::CHUNKS;
#pragma unroll
  for (int pass = 0; pass < ROW_COUNT; pass += S::ROWS_A_PASS) {
    const int row = pass + threadIdx.x / S::CHUNKS;
    const int token = token_of_row(pass, row);
    const bool exists = 0 <= token && token < tokens;
    copy_16_bytes(shared + S::chunk_offset(row, chunk), rows + (exists ? token : 0) * tensor.token_stride + chunk * 8,
                  exists);
  }
  commit_copies();
}

template <class S>
__device__ __forceinline__ void copy_keys(uint32_t shared, const sparsed_heads &tensor, int head, int tokens,
                                          const KeyTile<S> &tile) {
  static_assert(S::SLOT_KEYS % S::ROWS_A_PASS == 0, "the slot of a pass must be known when the loop is unrolled");
  copy_rows<S, S::KEYS>(shared, tensor, head, tokens, [&](int pass, int row) {
    return tile.tokens[pass / S::SLOT_KEYS] + row % S::SLOT_KEYS;
  });
}

// scores [16, KEYS] = the warp's queries times keys. ldmatrix hands out fragments in the layouts of mma's operands.
template <class S>
__device__ __forceinline__ void multiply_queries(uint32_t queries, uint32_t keys, float (&scores)[S::KEYS / 2]) {
  const int lane = threadIdx.x % 32;
  const int query_row = threadIdx.x / 32 * 16 + lane % 16;
#pragma unroll
  for (int step = 0; step < S::CHUNKS / 2; step++) {
    uint32_t q[4];
    load_matrices(q, queries + S::chunk_offset(query_row, 2 * step + lane / 16));
#pragma unroll
    for (int j = 0; j < S::KEYS / 16; j++) {
      uint32_t k[4];
      load_matrices(k, keys + S::chunk_offset(16 * j + lane % 8 + lane / 16 * 8, 2 * step + lane / 8 % 2));
      multiply_add(&scores[8 * j], q, k[0], k[1]);
      multiply_add(&scores[8 * j + 4], q, k[2], k[3]);
    }
  }
}

// out [16, HEAD_DIM] += weights times values.
template <class S, int N>
__device__ __forceinline__ void add_values(const float (&weights)[S::KEYS / 2], uint32_t values, float (&out)[N]) {
  const int lane = threadIdx.x % 32;
#pragma unroll
  for (int step = 0; step < S::KEYS / 16; step++) {
    uint32_t w[4];
#pragma unroll
    for (int r = 0; r < 4; r++) {
      w[r] = pack_bf16(weights[8 * step + 2 * r], weights[8 * step + 2 * r + 1]);
    }
#pragma unroll
    for (int j = 0; j < S::CHUNKS / 2; j++) {
      uint32_t v[4];
      load_matrices_transposed(v, values + S::chunk_offset(16 * step + lane % 16, 2 * j + lane / 16));
      multiply_add(&out[8 * j], w, v[0], v[1]);
      multiply_add(&out[8 * j + 4], w, v[2], v[3]);
    }
  }
}

// The shared memory of a thread block: the queries, then what the class of rows needs.
__device__ __forceinline__ uint8_t *tile_memory() {
  extern __shared__ __align__(128) uint8_t memory[];
  return memory;
}

// AsyncRows are keys and values in bfloat16, double-buffered: cp.async copies the next ones to one buffer while those
// in the other are read.
template <class S>
class AsyncRows {
 public:
  __device__ __forceinline__ AsyncRows(const AttentionProblem &problem, int kv_head)
      : problem_(problem),
        kv_head_(kv_head),
        keys_(static_cast<uint32_t>(__cvta_generic_to_shared(tile_memory())) + S::ROWS * S::ROW_BYTES),
        values_(keys_ + 2 * S::KEY_BYTES) {}

  // Starts to load the keys of a tile; after await_keys(), if there was a tile before.
  __device__ __forceinline__ void load_keys(const KeyTile<S> &tile) {
    copy_keys<S>(keys_ + (turn_ ^ 1) * S::KEY_BYTES, problem_.k, kv_head_, problem_.key_tokens, tile);
  }

  // Starts to load the values of a tile; after await_values(), if there was a tile before.
  __device__ __forceinline__ void load_values(const KeyTile<S> &tile) {
    copy_keys<S>(values_ + (turn_ ^ 1) * S::KEY_BYTES, problem_.v, kv_head_, problem_.key_tokens, tile);
  }

  // Stands for a load when no tile is left: an empty group, so that wait_for_copies<1>() counts the same groups.
  __device__ __forceinline__ void load_nothing() { commit_copies(); }

  // Returns once all threads see the queries and the keys of the next tile, and no thread reads the former keys.
  __device__ __forceinline__ void await_keys() {
    turn_ ^= 1;
    wait_for_copies<1>();  // the values may be on their way
    __syncthreads();
  }

  // Returns once all threads see the values of the tile, and no thread reads the former values.
  __device__ __forceinline__ void await_values() {
    wait_for_copies<1>();  // the next keys may be on their way
    __syncthreads();
  }

  __device__ __forceinline__ void await_all() { wait_for_copies<0>(); }

  __device__ __forceinline__ uint32_t keys() const { return keys_ + turn_ * S::KEY_BYTES; }
  __device__ __forceinline__ uint32_t values() const { return values_ + turn_ * S::KEY_BYTES; }

 private:
  const AttentionProblem &problem_;
  int kv_head_;
  uint32_t keys_;    // two buffers
  uint32_t values_;  // two buffers
  int turn_ = 1;     // the buffers in hand
};

// Attends with ROWS query rows to the keys of a list. Row r of the tile is the query token first_token + r.
template <class S, class List, class KeyRows, int N>
__device__ __forceinline__ void attend_tile(const AttentionProblem &p, int head, int first_token, List &list,
                                            KeyRows rows, OnlineSoftmax &softmax, float (&out)[N]) {
  const auto queries = static_cast<uint32_t>(__cvta_generic_to_shared(tile_memory()));
  copy_rows<S, S::ROWS>(queries, p.q, head, p.query_tokens, [&](int, int row) { return first_token + row; });
  KeyTile<S> next{};
  bool more = list.more();
  if (more) {
    next = list.next();
    rows.load_keys(next);
    rows.load_values(next);
  }
  while (more) {
    const KeyTile<S> tile = next;
    rows.await_keys();
    more = list.more();
    if (more) {
      next = list.next();
      rows.load_keys(next);
    } else {
      rows.load_nothing();
    }

    float scores[S::KEYS / 2] = {};
    multiply_queries<S>(queries, rows.keys(), scores);
    // Blocks are in ascending order: only the last can reach past the last key.
    const int columns = p.key_tokens - tile.tokens[S::SLOTS - 1] + (S::SLOTS - 1) * S::SLOT_KEYS;
    if (columns < S::KEYS) {
      mask_from(scores, columns);
    }
    if (tile.kept != (1u << S::SLOTS) - 1) {
      mask_blocks<S::SLOT_KEYS>(scores, tile.kept);
    }
    if (softmax.raise_reference(scores)) {
#pragma unroll
      for (int e = 0; e < N; e++) {
        out[e] *= softmax.factor[e % 4 / 2];
      }
    }
    softmax.exponentiate(scores);

    rows.await_values();
    if (more) {
      rows.load_values(next);
    } else {
      rows.load_nothing();
    }
    add_values<S>(scores, rows.values(), out);
  }
  rows.await_all();
  softmax.finish();
}

}  // namespace sparsed
