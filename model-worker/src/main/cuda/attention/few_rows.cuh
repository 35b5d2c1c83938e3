// Attention of few query rows: what is common to keys and values in bfloat16 and in e4m3.
#pragma once

#include "fp8_operands.cuh"
#include "stream_sm80.cuh"

namespace sparsed {

constexpr int FEW_ROWS_WARPS = 4;
constexpr int FEW_ROWS_TILE = 16 * FEW_ROWS_WARPS;  // rows of a thread block
constexpr int MAX_SEQUENCES = 16;                   // of a launch: their problems are its arguments

template <int HEAD_DIM, int BLOCK>
using FewRowsTile = TileSm80<HEAD_DIM, BLOCK, FEW_ROWS_WARPS>;

struct FewRowsProblem {
  AttentionProblem attention;
  sparsed_heads new_keys;    // of the query rows; null unless they replace keys
  sparsed_heads new_values;
  int first_key;             // key token that the first of them replaces
  int skipped;               // rows between the beginning of the first query block and the first query
  int blocks_in_part;        // key blocks
  int parts;
  float *output;             // [parts, heads, query_tokens, head_dim]
  float *log_sum_exp;        // [parts, heads, query_tokens]
};

struct FewRowsLaunch {
  FewRowsProblem problems[MAX_SEQUENCES];
  int count;
};

// The factors of a launch's keys and values, which are all in e4m3.
struct FewRowsFactors {
  sparsed_row_factors each[MAX_SEQUENCES];
};

// Computes FEW_ROWS_TILE rows of a head over one part of the keys, in a thread block of the grid (heads and tiles of
// rows, parts, sequences). rows_of_head(kv_head) makes the keys and values.
template <int HEAD_DIM, int BLOCK, typename RowsOfHead>
__device__ __forceinline__ void attend_part(const FewRowsProblem &few, RowsOfHead rows_of_head) {
  using S = FewRowsTile<HEAD_DIM, BLOCK>;
  const AttentionProblem &p = few.attention;
  const int first_tile = few.skipped / S::ROWS;
  const int tiles = ceil_div(few.skipped + p.query_tokens, S::ROWS) - first_tile;
  const int head = blockIdx.x / tiles;
  const int first_row = (first_tile + static_cast<int>(blockIdx.x) % tiles) * S::ROWS;  // within the query blocks
  const int first_token = first_row - few.skipped;
  const int part = blockIdx.y;
  if (head >= p.heads || part >= few.parts) {
    return;  // another sequence of the launch has more
  }

  float out[HEAD_DIM / 2] = {};
  OnlineSoftmax softmax(p.scale);
  KeyTiles<S, BLOCK> list(p, head, first_row, part * few.blocks_in_part,
                          min(p.pattern.key_blocks, (part + 1) * few.blocks_in_part));
  attend_tile<S>(p, head, first_token, list, rows_of_head(p.kv_head(head)), softmax, out);

  const int lane = threadIdx.x % 32;
#pragma unroll
  for (int i = 0; i < 2; i++) {
    const int token = first_token + static_cast<int>(threadIdx.x) / 32 * 16 + lane / 4 + 8 * i;
    if (token >= 0 && token < p.query_tokens) {
      const int64_t row = (static_cast<int64_t>(part) * p.heads + head) * p.query_tokens + token;
      const float normalizer = softmax.normalizer(i);
#pragma unroll
      for (int j = 0; j < HEAD_DIM / 8; j++) {
        float2 pair{out[4 * j + 2 * i] * normalizer, out[4 * j + 2 * i + 1] * normalizer};
        *reinterpret_cast<float2 *>(few.output + row * HEAD_DIM + 8 * j + 2 * (lane % 4)) = pair;
      }
      if (lane % 4 == 0) {
        few.log_sum_exp[row] = softmax.log_sum_exp(i);
      }
    }
  }
}

// True if keys and values in e4m3 can be read and written with these factors.
inline bool usable(const sparsed_heads &keys, const sparsed_heads &values, const sparsed_row_factors &factors) {
  const auto fits = [](const sparsed_heads &rows) {
    return usable(rows.data) && rows.token_stride % 16 == 0 && rows.head_stride % 16 == 0;
  };
  return fits(keys) && fits(values) && factors.keys != nullptr && factors.values != nullptr &&
         reinterpret_cast<uintptr_t>(factors.keys) % 4 == 0 && reinterpret_cast<uintptr_t>(factors.values) % 4 == 0 &&
         usable(factors.key_means) && factors.head_stride >= 0;
}

// Run on Hopper, for heads of FP8_HEAD_DIM dimensions; both return 0 or a cudaError_t.

// Writes the new keys and values of at most `rows` query rows of each sequence over the old ones.
int replace_rows_fp8_sm90(const FewRowsLaunch &launch, const FewRowsFactors &factors, int rows, cudaStream_t stream);
int attend_parts_fp8_sm90(const FewRowsLaunch &launch, const FewRowsFactors &factors, dim3 grid, cudaStream_t stream);

}  // namespace sparsed
