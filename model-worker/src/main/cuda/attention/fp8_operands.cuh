// The operands of attention in fp8 (e4m3), and where they lie in the workspace.
#pragma once

#include "problem.cuh"

namespace sparsed {

// The only size of heads that is served, and the tokens of a tile of values.
constexpr int FP8_HEAD_DIM = 128;
constexpr int FP8_TILE = 128;

// Tokens whose extremes one thread block gathers.
constexpr int FP8_CHUNK = 1024;

// Fp8Operands are the queries, keys and values of a problem as the products want them, one factor for each head and
// tensor. From the keys the mean over all tokens is taken, which changes every score of a query row by the same amount
// and so no weight.
//
// The values lie by channel, and each 16 tokens of a channel in the order of Fp8Elements::value_slot().
struct Fp8Operands {
  uint8_t *query;   // [heads, query_tokens, 128]
  uint8_t *key;     // [kv_heads, key_tokens, 128]
  uint8_t *value;   // [kv_heads, 128, padded_keys()], zeros after the last token
  float *factors;   // [heads + 2 * kv_heads]: of queries, keys, values
  float *means;     // [kv_heads, 128], of the keys
  float *extremes;  // [heads + 2 * kv_heads, chunks(), 3, 128]: sum, least and greatest of a channel
  int heads;
  int kv_heads;
  int query_tokens;
  int key_tokens;

  __host__ __device__ int tensors() const { return heads + 2 * kv_heads; }
  __host__ __device__ int padded_keys() const { return ceil_div(key_tokens, FP8_TILE) * FP8_TILE; }
  __host__ __device__ int chunks() const {
    return ceil_div(query_tokens > key_tokens ? query_tokens : key_tokens, FP8_CHUNK);
  }
};

// Returns the bytes of the operands; where `workspace` is not null, also lays them out in it.
size_t lay_out(Fp8Operands *operands, void *workspace);

// Computes the operands of a problem. Returns 0 or a cudaError_t.
int quantize_sm90(const AttentionProblem &problem, const Fp8Operands &operands, cudaStream_t stream);

// Attends with operands that quantize_sm90 computed. Returns 0, a SPARSED_* code or a cudaError_t.
int attend_fp8_sm90(const AttentionProblem &problem, const Fp8Operands &operands, cudaStream_t stream);

}  // namespace sparsed
