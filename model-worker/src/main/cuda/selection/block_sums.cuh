// Sums the exponentials of a tile by key block relative to references that hardly ever move, so that no tile waits for
// its maximum. finish_sums() writes what fold() of fold.cuh writes, but for rounding.
#pragma once

#include "fold.cuh"

namespace sparsed {

// The exponents to which the sums of exponentials of the lane's two rows are relative: near their largest score so far.
struct References {
  float of_row[2] = {INFINITY, INFINITY};  // before the first tile, whose sums are then 0

  __device__ __forceinline__ float own() const { return threadIdx.x & 1 ? of_row[1] : of_row[0]; }
};

// A lane's shares of the sums of a tile's blocks, by row, relative to the references.
template <int BLOCK>
struct Sums {
  float of[TILE / BLOCK][2];
  bool pending;  // for the whole warp
};

// Raises the references to the largest scores of a tile.
__device__ __forceinline__ void raise(const Scores &scores, float scale, References &references, LogSum &row) {
  float top[2] = {-INFINITY, -INFINITY};
#pragma unroll
  for (int e = 0; e < TILE / 2; e++) {
    top[e / 2 % 2] = fmaxf(top[e / 2 % 2], scores[e]);
  }
#pragma unroll
  for (int i = 0; i < 2; i++) {
    const float exponent = row_max(top[i]) * scale;
    float &reference = references.of_row[i];
    if (exponent > -INFINITY) {  // else all are undefined
      reference = reference == INFINITY ? exponent : fmaxf(reference, exponent);
    }
  }
  const float own = references.own();
  row.sum = row.sum == 0.0f ? 0.0f : row.sum * exp2_approximate(row.largest - own);
  row.largest = own;
}

// Computes a lane's sums of exponentials. Returns whether they all fit, for the whole warp. `keys` matters if PARTIAL.
template <int BLOCK, bool PARTIAL>
__device__ __forceinline__ bool sum_blocks(const Scores &scores, float scale, int keys, const References &references,
                                           Sums<BLOCK> &sums) {
  // A term lost to underflow is nothing beside a sum of LEAST; 2^20 sums below MOST still add up in a float.
  constexpr float LEAST = 0x1p-100f;
  constexpr float MOST = 0x1p100f;
  constexpr int ELEMENTS = BLOCK / 2;
  const int first_key = threadIdx.x % 4 * 2;
  bool fit = true;
#pragma unroll
  for (int block = 0; block < TILE / BLOCK; block++) {
    float sum[4] = {0.0f, 0.0f, 0.0f, 0.0f};
#pragma unroll
    for (int e = 0; e < ELEMENTS; e++) {
      const int at = block * ELEMENTS + e;
      sum[e % 4] += exp2_approximate(fmaf(scores[at], scale, -references.of_row[e / 2 % 2]));
    }
    const bool masked = PARTIAL && block * BLOCK + first_key >= keys;  // whatever the lane has of the block
#pragma unroll
    for (int i = 0; i < 2; i++) {
      const float both = sum[2 * i] + sum[2 * i + 1];
      sums.of[block][i] = both;
      fit = fit && ((both > LEAST || masked) && both < MOST);
    }
  }
  return __all_sync(~0u, fit);
}

// Sums the exponentials of a tile, of which scores beyond its keys have been masked; finish_sums() must follow.
template <int BLOCK>
__device__ __forceinline__ void sum_tile(const SelectionProblem &problem, int tile, const Scores &scores,
                                         float *logs_of_row, References &references, LogSum &row,
                                         Sums<BLOCK> &sums) {
  const float scale = problem.scale;
  sums.pending = sum_blocks<BLOCK, BLOCK < TILE>(scores, scale, problem.keys(tile), references, sums);
  if (!sums.pending) {
    raise(scores, scale, references, row);
    sums.pending = sum_blocks<BLOCK, true>(scores, scale, problem.keys(tile), references, sums);
    if (!sums.pending) {
      // Some are much smaller than others: each relative to its own largest scores.
      LogSum of_tile;
      fold<BLOCK>(scores, scale, problem.keys(tile),
                  logs_of_row + static_cast<size_t>(problem.first_key(tile) / BLOCK) * TILE, of_tile);
      row.sum += of_tile.sum * exp2_approximate(of_tile.largest - row.largest);
    }
  }
}

// Ends what sum_tile() began. Writes the lane's row of the tile's blocks to its logarithms, and adds them up in `row`.
template <int BLOCK>
__device__ __forceinline__ void finish_sums(const SelectionProblem &problem, int tile, const Sums<BLOCK> &sums,
                                            float *logs_of_row, const References &references, RowSums &row) {
  constexpr int BLOCKS = TILE / BLOCK;
  constexpr int AT_ONCE = BLOCKS == 1 ? 1 : 2;
  const bool odd = threadIdx.x & 1;
  const bool upper = threadIdx.x & 2;
  float *const logs = logs_of_row + static_cast<size_t>(problem.first_key(tile) / BLOCK) * TILE;
  if (sums.pending) {
#pragma unroll
    for (int block = 0; block < BLOCKS; block += AT_ONCE) {
      float of_block[AT_ONCE];
#pragma unroll
      for (int a = 0; a < AT_ONCE; a++) {
        const float (&of_rows)[2] = sums.of[block + a];
        of_block[a] = (odd ? of_rows[1] : of_rows[0]) + __shfl_xor_sync(~0u, odd ? of_rows[0] : of_rows[1], 1);
      }
      if (AT_ONCE == 1) {
        const float sum = of_block[0] + __shfl_xor_sync(~0u, of_block[0], 2);
        if (lane_speaks_for_row()) {
          __stcs(logs, row.all.largest + log2_approximate(sum));
        }
        row.all.sum += sum;
      } else {
        const int own = upper ? AT_ONCE - 1 : 0;
        const float sum = (upper ? of_block[AT_ONCE - 1] : of_block[0]) +
                          __shfl_xor_sync(~0u, upper ? of_block[0] : of_block[AT_ONCE - 1], 2);
        if ((block + own) * BLOCK < problem.keys(tile)) {
          __stcs(logs + (block + own) * TILE, row.all.largest + log2_approximate(sum));
          row.all.sum += sum;
        }
      }
    }
  }
  if (tile == problem.prompt_tiles()) {
    row.generation = row.all;
  }
}

}  // namespace sparsed
