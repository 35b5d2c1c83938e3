// Puts queries, keys and values into fp8.
#include "../bf16x8.cuh"
#include "elements_sm90.cuh"
#include "fp8_operands.cuh"

namespace sparsed {
namespace {

constexpr int THREADS = 256;
constexpr int LANES = FP8_HEAD_DIM / 8;     // threads of a row, eight channels each
constexpr int ROWS = THREADS / LANES;       // rows at a time
constexpr int ROW_CHUNK = 256;              // tokens of a head that one thread block writes

// Neighbouring thread blocks have the heads of the same tokens, which lie side by side in memory.

// One of the tensors: the queries of a head, then the keys of a kv head, then the values of one.
struct Rows {
  const __nv_bfloat16 *first;
  int64_t stride;
  int count;
};

__device__ __forceinline__ Rows rows_of(const AttentionProblem &p, int tensor) {
  const bool is_query = tensor < p.heads;
  const bool is_key = tensor < p.heads + p.kv_heads;
  const sparsed_heads &source = is_query ? p.q : is_key ? p.k : p.v;
  const int head = is_query ? tensor : is_key ? tensor - p.heads : tensor - p.heads - p.kv_heads;
  return {static_cast<const __nv_bfloat16 *>(source.data) + head * source.head_stride, source.token_stride,
          is_query ? p.query_tokens : p.key_tokens};
}

// Returns eight channels of a row.
__device__ __forceinline__ void read(const Rows &rows, int row, int channel, float (&x)[8]) {
  widen(load(reinterpret_cast<const Bf16x8 *>(rows.first + row * rows.stride + channel)), x);
}

// Gathers sum, least and greatest of each channel over a chunk of tokens.
__global__ void gather_extremes(const AttentionProblem problem, const Fp8Operands to) {
  __shared__ float gathered[3][ROWS][FP8_HEAD_DIM];
  const int tensor = blockIdx.x;
  const Rows rows = rows_of(problem, tensor);
  const int channel = threadIdx.x % LANES * 8;
  const int end = min(rows.count, static_cast<int>(blockIdx.y + 1) * FP8_CHUNK);
  float sum[8], least[8], greatest[8];
#pragma unroll
  for (int i = 0; i < 8; i++) {
    sum[i] = 0.0f;
    least[i] = INFINITY;
    greatest[i] = -INFINITY;
  }
#pragma unroll 4
  for (int row = blockIdx.y * FP8_CHUNK + threadIdx.x / LANES; row < end; row += ROWS) {
    float x[8];
    read(rows, row, channel, x);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      sum[i] += x[i];
      least[i] = fminf(least[i], x[i]);
      greatest[i] = fmaxf(greatest[i], x[i]);
    }
  }
#pragma unroll
  for (int i = 0; i < 8; i++) {
    gathered[0][threadIdx.x / LANES][channel + i] = sum[i];
    gathered[1][threadIdx.x / LANES][channel + i] = least[i];
    gathered[2][threadIdx.x / LANES][channel + i] = greatest[i];
  }
  __syncthreads();
  if (threadIdx.x < FP8_HEAD_DIM) {
    float all[3] = {0.0f, INFINITY, -INFINITY};
    for (int i = 0; i < ROWS; i++) {
      all[0] += gathered[0][i][threadIdx.x];
      all[1] = fminf(all[1], gathered[1][i][threadIdx.x]);
      all[2] = fmaxf(all[2], gathered[2][i][threadIdx.x]);
    }
    float *chunk = to.extremes + (static_cast<int64_t>(tensor) * to.chunks() + blockIdx.y) * 3 * FP8_HEAD_DIM;
    for (int i = 0; i < 3; i++) {
      chunk[i * FP8_HEAD_DIM + threadIdx.x] = all[i];
    }
  }
}

// Chooses the factor of a tensor, and the means of keys. A thread has a channel.
__global__ void choose_factors(const AttentionProblem problem, const Fp8Operands to) {
  __shared__ float widest[FP8_HEAD_DIM / 32];
  const int tensor = blockIdx.x;
  const bool is_key = tensor >= to.heads && tensor < to.heads + to.kv_heads;
  const int tokens = rows_of(problem, tensor).count;
  const float *chunk = to.extremes + static_cast<int64_t>(tensor) * to.chunks() * 3 * FP8_HEAD_DIM + threadIdx.x;
  float sum = 0.0f, least = INFINITY, greatest = -INFINITY;
  for (int i = 0; i < ceil_div(tokens, FP8_CHUNK); i++, chunk += 3 * FP8_HEAD_DIM) {
    sum += chunk[0];
    least = fminf(least, chunk[FP8_HEAD_DIM]);
    greatest = fmaxf(greatest, chunk[2 * FP8_HEAD_DIM]);
  }
  const float middle = is_key ? sum / static_cast<float>(tokens) : 0.0f;
  if (is_key) {
    to.means[(tensor - to.heads) * FP8_HEAD_DIM + threadIdx.x] = middle;
  }
  float width = fmaxf(greatest - middle, middle - least);
  for (int i = 16; i > 0; i /= 2) {
    width = fmaxf(width, __shfl_xor_sync(0xffffffffu, width, i));
  }
  if (threadIdx.x % 32 == 0) {
    widest[threadIdx.x / 32] = width;
  }
  __syncthreads();
  if (threadIdx.x == 0) {
    for (float each : widest) {
      width = fmaxf(width, each);
    }
    to.factors[tensor] = width > 0.0f && width < INFINITY ? width / LARGEST_FP8 : 1.0f;
  }
}

__device__ __forceinline__ uint2 quantize(const float (&x)[8], float per_unit) {
  return {pack_fp8(x[0] * per_unit, x[1] * per_unit, x[2] * per_unit, x[3] * per_unit),
          pack_fp8(x[4] * per_unit, x[5] * per_unit, x[6] * per_unit, x[7] * per_unit)};
}

// Writes queries and keys; the grid has a thread block for each head of both and each ROW_CHUNK tokens.
__global__ void quantize_rows(const AttentionProblem problem, const Fp8Operands to) {
  const int tensor = blockIdx.x;
  const Rows rows = rows_of(problem, tensor);
  const int channel = threadIdx.x % LANES * 8;
  const int end = min(rows.count, static_cast<int>(blockIdx.y + 1) * ROW_CHUNK);
  const bool is_query = tensor < to.heads;
  uint8_t *target = is_query ? to.query + static_cast<int64_t>(tensor) * to.query_tokens * FP8_HEAD_DIM
                             : to.key + static_cast<int64_t>(tensor - to.heads) * to.key_tokens * FP8_HEAD_DIM;
  const float per_unit = 1.0f / to.factors[tensor];
  float middle[8];
#pragma unroll
  for (int i = 0; i < 8; i++) {
    middle[i] = is_query ? 0.0f : to.means[(tensor - to.heads) * FP8_HEAD_DIM + channel + i];
  }
#pragma unroll 4
  for (int row = blockIdx.y * ROW_CHUNK + threadIdx.x / LANES; row < end; row += ROWS) {
    float x[8];
    read(rows, row, channel, x);
#pragma unroll
    for (int i = 0; i < 8; i++) {
      x[i] -= middle[i];
    }
    *reinterpret_cast<uint2 *>(target + static_cast<int64_t>(row) * FP8_HEAD_DIM + channel) = quantize(x, per_unit);
  }
}

// Writes a tile of values by channel: the grid has a thread block for each kv head and tile. A word holds the four
// tokens that stand side by side in the order of value_slot(); in shared memory a row's chunks of four words are
// permuted by the row, so that the threads of a warp write to different banks.
__global__ void quantize_values(const AttentionProblem problem, const Fp8Operands to) {
  constexpr int CHUNKS = FP8_TILE / 16;
  __shared__ uint4 tile[FP8_HEAD_DIM][CHUNKS];
  const int head = blockIdx.x;
  const int tensor = to.heads + to.kv_heads + head;
  const Rows rows = rows_of(problem, tensor);
  const int channel = threadIdx.x % LANES * 8;
  const int first = blockIdx.y * FP8_TILE;
  const float per_unit = 1.0f / to.factors[tensor];
#pragma unroll
  for (int word = threadIdx.x / LANES; word < FP8_TILE / 4; word += ROWS) {
    float x[4][8] = {};
#pragma unroll
    for (int i = 0; i < 4; i++) {
      const int token = first + word / 4 * 16 + word % 4 * 2 + i / 2 * 8 + i % 2;
      if (token < rows.count) {
        read(rows, token, channel, x[i]);
      }
    }
    auto *words = reinterpret_cast<uint32_t *>(&tile[channel][word / 4 ^ channel / 8 % CHUNKS]) + word % 4;
#pragma unroll
    for (int i = 0; i < 8; i++) {
      words[i * CHUNKS * 4] =
          pack_fp8(x[0][i] * per_unit, x[1][i] * per_unit, x[2][i] * per_unit, x[3][i] * per_unit);
    }
  }
  __syncthreads();
  uint8_t *target = to.value + static_cast<int64_t>(head) * FP8_HEAD_DIM * to.padded_keys() + first;
  for (int i = threadIdx.x; i < FP8_HEAD_DIM * CHUNKS; i += THREADS) {
    const int row = i / CHUNKS;
    const int chunk = i % CHUNKS;
    *reinterpret_cast<uint4 *>(target + static_cast<int64_t>(row) * to.padded_keys() + chunk * 16) =
        tile[row][chunk ^ row / 8 % CHUNKS];
  }
}

}  // namespace

int quantize_sm90(const AttentionProblem &problem, const Fp8Operands &operands, cudaStream_t stream) {
  const int tokens = max(problem.query_tokens, problem.key_tokens);
  const int key_tiles = operands.padded_keys() / FP8_TILE;
  gather_extremes<<<dim3(operands.tensors(), operands.chunks()), THREADS, 0, stream>>>(problem, operands);
  choose_factors<<<operands.tensors(), FP8_HEAD_DIM, 0, stream>>>(problem, operands);
  quantize_rows<<<dim3(operands.heads + operands.kv_heads, ceil_div(tokens, ROW_CHUNK)), THREADS, 0, stream>>>(
      problem, operands);
  quantize_values<<<dim3(operands.kv_heads, key_tiles), THREADS, 0, stream>>>(problem, operands);
  return cudaGetLastError();
}

}  // namespace sparsed
