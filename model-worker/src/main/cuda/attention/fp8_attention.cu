// sparsed_fp8_attention: checks the arguments, lays the operands out and runs the kernels.
#include <type_traits>

#include "../device_kernels.cuh"
#include "fp8_operands.cuh"

namespace sparsed {

size_t lay_out(Fp8Operands *operands, void *workspace) {
  constexpr size_t ALIGNMENT = 256;
  size_t bytes = 0;
  const auto take = [&](auto &pointer, size_t count) {
    using Element = std::remove_reference_t<decltype(*pointer)>;
    pointer = workspace == nullptr ? nullptr : reinterpret_cast<Element *>(static_cast<uint8_t *>(workspace) + bytes);
    bytes += ceil_div(count * sizeof(Element), ALIGNMENT) * ALIGNMENT;
  };
  const Fp8Operands &o = *operands;
  const size_t head_dim = FP8_HEAD_DIM;
  take(operands->query, o.heads * head_dim * o.query_tokens);
  take(operands->key, o.kv_heads * head_dim * o.key_tokens);
  take(operands->value, o.kv_heads * head_dim * o.padded_keys());
  take(operands->factors, o.tensors());
  take(operands->means, o.kv_heads * head_dim);
  take(operands->extremes, 3 * head_dim * o.tensors() * o.chunks());
  return bytes;
}

}  // namespace sparsed

using namespace sparsed;

size_t sparsed_fp8_attention_workspace(int heads, int kv_heads, int query_tokens, int key_tokens) {
  if (heads <= 0 || kv_heads <= 0 || query_tokens <= 0 || key_tokens <= 0) {
    return 0;
  }
  Fp8Operands operands{};
  operands.heads = heads;
  operands.kv_heads = kv_heads;
  operands.query_tokens = query_tokens;
  operands.key_tokens = key_tokens;
  return lay_out(&operands, nullptr);
}

int sparsed_fp8_attention(sparsed_heads q, sparsed_heads k, sparsed_heads v, sparsed_heads o, const uint64_t *pattern,
                          int64_t pattern_head_stride, int heads, int kv_heads, int head_dim, int query_tokens,
                          int key_tokens, int block_size, float scale, void *workspace, size_t workspace_bytes,
                          sparsed_stream stream) {
  if (head_dim != FP8_HEAD_DIM || (pattern != nullptr && block_size != FP8_TILE)) {
    return SPARSED_UNSUPPORTED;
  }
  const Pattern rows{pattern, pattern_head_stride, ceil_div(query_tokens, FP8_TILE), ceil_div(key_tokens, FP8_TILE)};
  const AttentionProblem problem{q,        k,        v,            o,          nullptr,  rows,  heads,
                                 kv_heads, head_dim, query_tokens, key_tokens, FP8_TILE, scale, nullptr};
  if (!valid(problem) || !usable(workspace)) {
    return SPARSED_BAD_ARGUMENT;
  }
  Fp8Operands operands{};
  operands.heads = heads;
  operands.kv_heads = kv_heads;
  operands.query_tokens = query_tokens;
  operands.key_tokens = key_tokens;
  if (workspace_bytes < lay_out(&operands, workspace)) {
    return SPARSED_WORKSPACE;
  }
  int device = 0;
  const cudaError_t error = cudaGetDevice(&device);
  if (error != cudaSuccess) {
    return error;
  }
  if (device_kernels(device).generation != 90) {
    return SPARSED_UNSUPPORTED;
  }
  const int quantized = quantize_sm90(problem, operands, cuda(stream));
  return quantized != 0 ? quantized : attend_fp8_sm90(problem, operands, cuda(stream));
}
