// sparsed_few_rows_attention: attention of few query rows, the keys split over thread blocks (flash-decoding). How they
// are split follows from the number of keys alone, and the parts are added in order: no result depends on what else
// runs.
#include "../device_kernels.cuh"
#include "stream_sm80.cuh"

namespace sparsed {
namespace {

constexpr int WARPS = 4;
constexpr int MAX_PARTS = 16;
constexpr int LEAST_KEYS = 512;  // of a part

struct FewRowsProblem {
  AttentionProblem attention;
  int skipped;          // rows between the beginning of the first query block and the first query
  int blocks_in_part;   // key blocks
  int parts;
  float *output;        // [parts, heads, query_tokens, head_dim]
  float *log_sum_exp;   // [parts, heads, query_tokens]
};

// Returns the number of key blocks of a part.
int blocks_in_part(int key_tokens, int block_size) {
  const int keys = max(LEAST_KEYS, ceil_div(key_tokens, MAX_PARTS));
  return ceil_div(keys, block_size);
}

int part_count(int key_tokens, int block_size) {
  return ceil_div(ceil_div(key_tokens, block_size), blocks_in_part(key_tokens, block_size));
}

size_t part_floats(int heads, int query_tokens, int head_dim) {
  return static_cast<size_t>(heads) * query_tokens * (head_dim + 1);
}

// Each thread block computes ROWS rows of a head over one part of the keys.
template <int HEAD_DIM, int BLOCK>
__global__ void __launch_bounds__(TileSm80<HEAD_DIM, BLOCK, WARPS>::THREADS)
    attend_parts(const __grid_constant__ FewRowsProblem few) {
  using S = TileSm80<HEAD_DIM, BLOCK, WARPS>;
  const AttentionProblem &p = few.attention;
  const int first_tile = few.skipped / S::ROWS;
  const int tiles = ceil_div(few.skipped + p.query_tokens, S::ROWS) - first_tile;
  const int head = blockIdx.x / tiles;
  const int first_row = (first_tile + static_cast<int>(blockIdx.x) % tiles) * S::ROWS;  // within the query blocks
  const int first_token = first_row - few.skipped;
  const int part = blockIdx.y;

  float out[HEAD_DIM / 2] = {};
  OnlineSoftmax softmax(p.scale);
  KeyTiles<S, BLOCK> list(p, head, first_row, part * few.blocks_in_part,
                          min(p.pattern.key_blocks, (part + 1) * few.blocks_in_part));
  attend_tile<S>(p, head, first_token, list, softmax, out);

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

// Adds the parts of a row, weighted by their sums of exponentials; a thread block a row, a thread a dimension.
template <int HEAD_DIM>
__global__ void __launch_bounds__(HEAD_DIM) add_parts(const __grid_constant__ FewRowsProblem few) {
  const AttentionProblem &p = few.attention;
  const int token = blockIdx.x;
  const int head = blockIdx.y;
  const int64_t row = static_cast<int64_t>(head) * p.query_tokens + token;
  const int64_t rows = static_cast<int64_t>(p.heads) * p.query_tokens;
  float top = -INFINITY;
  for (int part = 0; part < few.parts; part++) {
    top = fmaxf(top, few.log_sum_exp[part * rows + row]);
  }
  float sum = 0.0f;
  float value = 0.0f;
  for (int part = 0; part < few.parts; part++) {
    const float weight = top == -INFINITY ? 0.0f : expf(few.log_sum_exp[part * rows + row] - top);
    sum += weight;
    value += weight * few.output[(part * rows + row) * HEAD_DIM + threadIdx.x];
  }
  auto *to = static_cast<__nv_bfloat16 *>(p.o.data) + head * p.o.head_stride + token * p.o.token_stride;
  to[threadIdx.x] = __float2bfloat16_rn(sum > 0.0f ? value / sum : 0.0f);
}

template <int HEAD_DIM, int BLOCK>
int launch(const FewRowsProblem &few, cudaStream_t stream) {
  using S = TileSm80<HEAD_DIM, BLOCK, WARPS>;
  const AttentionProblem &p = few.attention;
  cudaError_t error = cudaFuncSetAttribute(attend_parts<HEAD_DIM, BLOCK>, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                           S::SHARED_BYTES);
  if (error != cudaSuccess) {
    return error;
  }
  const int tiles = ceil_div(few.skipped + p.query_tokens, S::ROWS) - few.skipped / S::ROWS;
  attend_parts<HEAD_DIM, BLOCK><<<dim3(p.heads * tiles, few.parts), S::THREADS, S::SHARED_BYTES, stream>>>(few);
  error = cudaGetLastError();
  if (error != cudaSuccess) {
    return error;
  }
  add_parts<HEAD_DIM><<<dim3(p.query_tokens, p.heads), HEAD_DIM, 0, stream>>>(few);
  return cudaGetLastError();
}

template <int HEAD_DIM>
int launch(const FewRowsProblem &few, cudaStream_t stream) {
  switch (few.attention.block_size) {
    case 128:
      return launch<HEAD_DIM, 128>(few, stream);
    case 64:
      return launch<HEAD_DIM, 64>(few, stream);
    case 32:
      return launch<HEAD_DIM, 32>(few, stream);
    case 16:
      return launch<HEAD_DIM, 16>(few, stream);
    default:
      return SPARSED_UNSUPPORTED;
  }
}

bool valid(const AttentionProblem &p, int skipped) {
  return usable(p.q) && usable(p.k) && usable(p.v) && usable(p.o) &&
         reinterpret_cast<uintptr_t>(p.pattern.words) % 8 == 0 && p.pattern.head_stride >= 0 && p.heads > 0 &&
         p.kv_heads > 0 && p.heads % p.kv_heads == 0 && p.query_tokens > 0 && p.key_tokens > 0 && p.scale > 0.0f &&
         skipped >= 0 && skipped < p.block_size;
}

}  // namespace
}  // namespace sparsed

using namespace sparsed;

size_t sparsed_few_rows_attention_workspace(int heads, int head_dim, int query_tokens, int key_tokens,
                                            int block_size) {
  return sizeof(float) * part_count(key_tokens, block_size) * part_floats(heads, query_tokens, head_dim);
}

int sparsed_few_rows_attention(sparsed_heads q, sparsed_heads k, sparsed_heads v, sparsed_heads o,
                               const uint64_t *pattern, int64_t pattern_head_stride, int skipped_rows, int heads,
                               int kv_heads, int head_dim, int query_tokens, int key_tokens, int block_size,
                               float scale, void *workspace, size_t workspace_bytes, sparsed_stream stream) {
  if (!served_head_dim(head_dim) || !served_block_size(block_size)) {
    return SPARSED_UNSUPPORTED;
  }
  const Pattern rows{pattern, pattern_head_stride, ceil_div(skipped_rows + query_tokens, block_size),
                     ceil_div(key_tokens, block_size)};
  const AttentionProblem attention{q,        k,        v,            o,          nullptr,    rows, heads,
                                   kv_heads, head_dim, query_tokens, key_tokens, block_size, scale};
  if (!valid(attention, skipped_rows) || !usable(workspace)) {
    return SPARSED_BAD_ARGUMENT;
  }
  if (workspace_bytes <
      sparsed_few_rows_attention_workspace(heads, head_dim, query_tokens, key_tokens, block_size)) {
    return SPARSED_WORKSPACE;
  }
  const int parts = part_count(key_tokens, block_size);
  auto *output = static_cast<float *>(workspace);
  const FewRowsProblem few{attention,
                           skipped_rows,
                           blocks_in_part(key_tokens, block_size),
                           parts,
                           output,
                           output + static_cast<size_t>(parts) * heads * query_tokens * head_dim};
  return head_dim == 128 ? launch<128>(few, cuda(stream)) : launch<64>(few, cuda(stream));
}
