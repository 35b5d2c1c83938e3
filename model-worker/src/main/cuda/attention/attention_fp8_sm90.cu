// Block-sparse attention for Hopper in fp8.
#include "fp8_operands.cuh"
#include "kernel_sm90.cuh"

namespace sparsed {
namespace {

constexpr int BLOCK = 128;
using Fp8Tile = Tile<FP8_HEAD_DIM, BLOCK, Fp8Elements>;

sparsed_heads contiguous(void *data, int rows, int columns) {
  return {data, columns, static_cast<int64_t>(rows) * columns};
}

}  // namespace

int attend_fp8_sm90(const AttentionProblem &problem, const Fp8Operands &in, cudaStream_t stream) {
  CUtensorMap query, key, value, output;
  int error = describe_tensor(&query, contiguous(in.query, in.query_tokens, FP8_HEAD_DIM), in.heads, in.query_tokens,
                              FP8_HEAD_DIM, Fp8Tile::ROWS, 1);
  if (error == 0) {
    error = describe_tensor(&key, contiguous(in.key, in.key_tokens, FP8_HEAD_DIM), in.kv_heads, in.key_tokens,
                            FP8_HEAD_DIM, BLOCK, 1);
  }
  if (error == 0) {
    error = describe_tensor(&value, contiguous(in.value, FP8_HEAD_DIM, in.padded_keys()), in.kv_heads, FP8_HEAD_DIM,
                            in.padded_keys(), FP8_HEAD_DIM, 1);
  }
  if (error == 0) {
    error = describe_tensor(&output, problem.o, problem.heads, problem.query_tokens, FP8_HEAD_DIM, 64);
  }
  if (error != 0) {
    return error;
  }
  AttentionProblem in_fp8 = problem;
  in_fp8.factors = in.factors;
  return launch_sm90<Fp8Tile, FP8_HEAD_DIM, BLOCK>(query, key, value, output, in_fp8, stream);
}

}  // namespace sparsed
