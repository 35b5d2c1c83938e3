// Block-sparse attention for Hopper in bfloat16.
#include "kernel_sm90.cuh"

namespace sparsed {
namespace {

template <int HEAD_DIM, int BLOCK>
int launch(const AttentionProblem &problem, cudaStream_t stream) {
  using T = Tile<HEAD_DIM, BLOCK>;
  CUtensorMap query, key, value, output;
  int error = describe_tensor(&query, problem.q, problem.heads, problem.query_tokens, HEAD_DIM, T::ROWS);
  if (error == 0) {
    error = describe_tensor(&key, problem.k, problem.kv_heads, problem.key_tokens, HEAD_DIM, BLOCK);
  }
  if (error == 0) {
    error = describe_tensor(&value, problem.v, problem.kv_heads, problem.key_tokens, HEAD_DIM, BLOCK);
  }
  if (error == 0) {
    error = describe_tensor(&output, problem.o, problem.heads, problem.query_tokens, HEAD_DIM, 64);
  }
  return error != 0 ? error : launch_sm90<T, HEAD_DIM, BLOCK>(query, key, value, output, problem, stream);
}

template <int HEAD_DIM>
int launch(const AttentionProblem &problem, cudaStream_t stream) {
  switch (problem.block_size) {
    case 128:
      return launch<HEAD_DIM, 128>(problem, stream);
    case 64:
      return launch<HEAD_DIM, 64>(problem, stream);
    case 32:
      return launch<HEAD_DIM, 32>(problem, stream);
    case 16:
      return launch<HEAD_DIM, 16>(problem, stream);
    default:
      return SPARSED_UNSUPPORTED;
  }
}

}  // namespace

int attend_sm90(const AttentionProblem &problem, cudaStream_t stream) {
  return problem.head_dim == 128 ? launch<128>(problem, stream) : launch<64>(problem, stream);
}

}  // namespace sparsed
