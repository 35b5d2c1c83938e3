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
  // Of fp8: factors [heads] of queries, [kv_heads] of keys and [kv_heads] of values; null: none.
  const float *factors;

  // Returns the factor of the scores of a head.
  __device__ __forceinline__ float score_scale(int head) const {
    return factors == nullptr ? scale : scale * factors[head] * factors[heads + kv_head(head)];
  }

  // Returns the factor of the output of a head.
  __device__ __forceinline__ float value_scale(int head) const {
    return factors == nullptr ? 1.0f : factors[heads + kv_heads + kv_head(head)];
  }

  __host__ __device__ int kv_head(int head) const { return head / (heads / kv_heads); }
};

// True if the arguments of a problem can be served.
inline bool valid(const AttentionProblem &p) {
  return usable(p.q) && usable(p.k) && usable(p.v) && usable(p.o) && reinterpret_cast<uintptr_t>(p.lse) % 4 == 0 &&
         reinterpret_cast<uintptr_t>(p.pattern.words) % 8 == 0 && p.pattern.head_stride >= 0 && p.heads > 0 &&
         p.kv_heads > 0 && p.heads % p.kv_heads == 0 && p.query_tokens > 0 && p.key_tokens > 0 && p.scale > 0.0f;
}

// Launch the kernels. Both return 0, a SPARSED_* code or a cudaError_t.
int attend_sm90(const AttentionProblem &problem, cudaStream_t stream);
int attend_sm80(const AttentionProblem &problem, cudaStream_t stream);

}  // namespace sparsed
