// sparsed_block_sparse_attention: checks the arguments and chooses a kernel.
#include "../device_kernels.cuh"
#include "problem.cuh"

using namespace sparsed;

int sparsed_block_sparse_attention(sparsed_heads q, sparsed_heads k, sparsed_heads v, sparsed_heads o, float *lse,
                                   const uint64_t *pattern, int64_t pattern_head_stride, int heads, int kv_heads,
                                   int head_dim, int query_tokens, int key_tokens, int block_size, float scale,
                                   sparsed_stream stream) {
  if (!served_head_dim(head_dim) || !served_block_size(block_size)) {
    return SPARSED_UNSUPPORTED;
  }
  if (pattern == nullptr) {
    block_size = 128;  // the fastest; without a pattern the block size changes nothing else
  }
  const Pattern rows{pattern, pattern_head_stride, ceil_div(query_tokens, block_size),
                     ceil_div(key_tokens, block_size)};
  const AttentionProblem problem{q,        k,        v,            o,          lse,        rows, heads,
                                 kv_heads, head_dim, query_tokens, key_tokens, block_size, scale, nullptr};
  if (!valid(problem)) {
    return SPARSED_BAD_ARGUMENT;
  }
  int device = 0;
  const cudaError_t error = cudaGetDevice(&device);
  if (error != cudaSuccess) {
    return error;
  }
  switch (device_kernels(device).generation) {
    case 90:
      return attend_sm90(problem, cuda(stream));
    case 80:
      return attend_sm80(problem, cuda(stream));
    default:
      return SPARSED_UNSUPPORTED;
  }
}
