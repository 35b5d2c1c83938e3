// A call of sparsed_select_blocks whose arguments have been checked, and how its work is cut.
#pragma once

#include <cuda_runtime.h>

#include "../arguments.cuh"

namespace sparsed {

constexpr int TILE = 128;  // query rows that a group of four warps owns, and keys that it takes at a time

struct SelectionProblem {
  sparsed_heads q, k;
  uint32_t *pattern;  // [heads, blocks, 2 * words]: the words' halves
  float *workspace;   // [slots, slot_floats(...)]
  int slots;          // groups of four warps that can work at a time
  int heads;
  int kv_heads;
  int head_dim;
  int tokens;
  int block_size;
  float scale;  // from scores to exponents of two
  int last;
  int keep;
  int keep_last;

  __host__ __device__ int blocks() const { return ceil_div(tokens, block_size); }
  __host__ __device__ int words() const { return ceil_div(blocks(), 64); }
  __host__ __device__ int row_tiles() const { return ceil_div(tokens, TILE); }
  __host__ __device__ int kv_head(int head) const { return head / (heads / kv_heads); }
  __host__ __device__ int prompt_tokens() const { return last * block_size; }

  // Keys come in tiles of prompt keys, then tiles of generation keys. Only the last of either may be partial, and each
  // starts where a block starts.
  __host__ __device__ int prompt_tiles() const { return ceil_div(prompt_tokens(), TILE); }
  __host__ __device__ int key_tiles() const { return prompt_tiles() + ceil_div(tokens - prompt_tokens(), TILE); }
  __host__ __device__ int first_key(int tile) const {
    return tile < prompt_tiles() ? tile * TILE : prompt_tokens() + (tile - prompt_tiles()) * TILE;
  }
  // Returns the keys from the tile's first one to the last of its kind: 128 or more for a full tile.
  __host__ __device__ int keys(int tile) const {
    return (tile < prompt_tiles() ? prompt_tokens() : tokens) - first_key(tile);
  }
};

// Returns the floats in the slot of four warps. It holds, per key block and each of their 128 rows, the logarithm of
// the sum of exponentials, then, per kind of softmax, query block and key block, the importance.
__host__ __device__ inline size_t slot_floats(int tokens, int block_size) {
  const size_t blocks = ceil_div(tokens, block_size);
  const size_t importances = 2 * (TILE / block_size) * blocks;
  return blocks * TILE + ceil_div(importances, size_t{4}) * 4;
}

// Launch the kernels. Both return 0, a SPARSED_* code or a cudaError_t.
int select_sm90(const SelectionProblem &problem, cudaStream_t stream);
int select_sm80(const SelectionProblem &problem, cudaStream_t stream);

}  // namespace sparsed
