// Folds the scores of a tile into one number per row and key block: the logarithm of the block's sum of exponentials.
// These numbers determine any softmax over whole blocks.
#pragma once

#include "../accumulators.cuh"
#include "log_sum.cuh"
#include "problem.cuh"

namespace sparsed {

// Scores of 64 rows x 128 keys, spread over four warps as mma and wgmma leave them: lane l of warp w holds row
// 16w + l/4 + 8i, key 8j + 2(l%4) + c in element 4j + 2i + c.
using Scores = float[64];

// Each lane keeps the statistics of one row: its first one, or its second one if its number is odd.
__device__ __forceinline__ int row_of_lane() {
  const int lane = threadIdx.x % 32;
  return threadIdx.x / 32 % 4 * 16 + lane / 4 + lane % 2 * 8;
}

// Two lanes keep the same row: true for the one that writes what both know.
__device__ __forceinline__ bool lane_speaks_for_row() { return (threadIdx.x & 2) == 0; }

// Returns the maximum over the four lanes that share a row.
__device__ __forceinline__ float row_max(float x) {
  x = fmaxf(x, __shfl_xor_sync(~0u, x, 1));
  return fmaxf(x, __shfl_xor_sync(~0u, x, 2));
}

// Computes for one block the exponents of the largest scores of the lane's two rows, and the lane's share of their
// sums.
template <int BLOCK>
__device__ __forceinline__ void sum_block(const Scores &scores, float scale, int block, float (&largest)[2],
                                          float (&sums)[2]) {
  constexpr int ELEMENTS = BLOCK / 2;  // elements that the lane has of a block
#pragma unroll
  for (int i = 0; i < 2; i++) {
    // Two independent chains each hide the latency.
    float top[2] = {-INFINITY, -INFINITY};
    float sum[2] = {0.0f, 0.0f};
#pragma unroll
    for (int e = 0; e < ELEMENTS; e += 4) {
#pragma unroll
      for (int c = 0; c < 2; c++) {
        top[c] = fmaxf(top[c], scores[block * ELEMENTS + e + 2 * i + c]);
      }
    }
    largest[i] = row_max(fmaxf(top[0], top[1])) * scale;
#pragma unroll
    for (int e = 0; e < ELEMENTS; e += 4) {
#pragma unroll
      for (int c = 0; c < 2; c++) {
        sum[c] += exp2_approximate(fmaf(scores[block * ELEMENTS + e + 2 * i + c], scale, -largest[i]));
      }
    }
    sums[i] = sum[0] + sum[1];
  }
}

// Writes the lane's row of the tile's blocks to logs[block][128], and adds them up in `row`. A row's blocks may end in
// two lanes: log_of_whole_row() unites them.
template <int BLOCK>
__device__ __forceinline__ void fold(const Scores &scores, float scale, int keys, float *logs, LogSum &row) {
  constexpr int BLOCKS = TILE / BLOCK;
  constexpr int AT_ONCE = BLOCKS == 1 ? 1 : 2;
  const bool odd = threadIdx.x & 1;
  const bool upper = threadIdx.x & 2;
#pragma unroll
  for (int block = 0; block < BLOCKS; block += AT_ONCE) {
    float largest[AT_ONCE];
    float sums[AT_ONCE];
#pragma unroll
    for (int a = 0; a < AT_ONCE; a++) {
      float of_rows[2];
      float tops[2];
      sum_block<BLOCK>(scores, scale, block + a, tops, of_rows);
      largest[a] = odd ? tops[1] : tops[0];
      sums[a] = (odd ? of_rows[1] : of_rows[0]) + __shfl_xor_sync(~0u, odd ? of_rows[0] : of_rows[1], 1);
    }
    if (AT_ONCE == 1) {
      const float log = largest[0] + log2_approximate(sums[0] + __shfl_xor_sync(~0u, sums[0], 2));
      if (lane_speaks_for_row()) {
        __stcs(logs, log);
      }
      row.add(log);
    } else {
      const int own = upper ? AT_ONCE - 1 : 0;
      const float sum = (upper ? sums[AT_ONCE - 1] : sums[0]) +
                        __shfl_xor_sync(~0u, upper ? sums[0] : sums[AT_ONCE - 1], 2);
      const float log = (upper ? largest[AT_ONCE - 1] : largest[0]) + log2_approximate(sum);
      if ((block + own) * BLOCK < keys) {
        __stcs(logs + (block + own) * TILE, log);
        row.add(log);
      }
    }
  }
}

template <int BLOCK>
__device__ __forceinline__ float log_of_whole_row(LogSum row) {
  if (BLOCK < TILE) {
    row.add({__shfl_xor_sync(~0u, row.largest, 2), __shfl_xor_sync(~0u, row.sum, 2)});
  }
  return row.log();
}

// The two softmaxes of a row. Generation keys come first, so theirs is complete before the first prompt key.
struct RowSums {
  LogSum all;
  LogSum generation;
};

// Folds tile `tile`, of which scores beyond its keys have been masked.
template <int BLOCK>
__device__ __forceinline__ void fold_tile(const SelectionProblem &problem, int tile, const Scores &scores,
                                          float *logs_of_row, RowSums &row) {
  fold<BLOCK>(scores, problem.scale, problem.keys(tile),
              logs_of_row + static_cast<size_t>(problem.first_key(tile) / BLOCK) * TILE, row.all);
  if (tile == problem.prompt_tiles()) {
    row.generation = row.all;
  }
}

}  // namespace sparsed
