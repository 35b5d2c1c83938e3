// A call of sparsed_block_sparse_attention whose arguments have been checked.
#pragma once

#include <cuda_runtime.h>

#include "../arguments.cuh"

namespace sparsed {

// The bit matrix [heads, query_blocks, row_words]; words null keeps every block.
struct Pattern {
  const uint64_t *words;
  int64_t head_stride;  // in words
  int query_blocks;
  int key_blocks;

  __host__ __device__ int row_words() const { return (key_blocks + 63) / 64; }
};

struct AttentionProblem {
  sparsed_heads q, k, v, o;
  float *lse;  // [heads, query_tokens] or null
  Pattern pattern;
  int heads;
  int kv_heads;
  int head_dim;
  int query_tokens;
  int key_tokens;
  int block_size;
  float scale;

  __host__ __device__ int kv_head(int head) const { return head / (heads / kv_heads); }
};

// Launch the kernels. Both return 0, a SPARSED_* code or a cudaError_t.
int attend_sm90(const AttentionProblem &problem, cudaStream_t stream);
int attend_sm80(const AttentionProblem &problem, cudaStream_t stream);

}  // namespace sparsed
