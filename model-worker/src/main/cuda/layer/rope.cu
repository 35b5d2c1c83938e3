// Rotary position embedding of q and k in one launch, in place: the half-split form, in which element i of a head's
// first half turns with element i of its second half. Bound by memory.
#include "../arguments.cuh"
#include "../bf16x8.cuh"

namespace sparsed {
namespace {

constexpr int THREADS = 256;
constexpr int HEADS = 4;  // heads that a thread turns at a time by one reading of the table

struct Rope {
  sparsed_heads q;
  sparsed_heads k;
  const float *cosines;  // [positions, head_dim], at the first token
  const float *sines;    // like cosines
  int heads;             // heads of q
  int all_heads;         // heads of q and k
  int head_dim;
  int tokens;
};

__device__ __forceinline__ void read8(const float *from, float (&to)[8]) {
  const float4 a = *reinterpret_cast<const float4 *>(from);
  const float4 b = *reinterpret_cast<const float4 *>(from + 4);
  to[0] = a.x, to[1] = a.y, to[2] = a.z, to[3] = a.w;
  to[4] = b.x, to[5] = b.y, to[6] = b.z, to[7] = b.w;
}

// Returns x * cos + turned * sin. Each product is rounded, as in the portable graph: no fused multiply-add.
__device__ __forceinline__ Bf16x8 turn(const float (&x)[8], const float (&turned)[8], const float (&cosine)[8],
                                       const float (&sine)[8]) {
  float sum[8];
#pragma unroll
  for (int e = 0; e < 8; e++) {
    sum[e] = __fadd_rn(__fmul_rn(x[e], cosine[e]), __fmul_rn(turned[e], sine[e]));
  }
  return narrow(sum);
}

// A thread owns 8 elements of each half of one token, in HEADS heads. Thread blocks (heads, tokens): neighbours work
// on neighbouring memory where the heads of a token lie together.
__global__ void __launch_bounds__(THREADS) rope(const Rope p) {
  const int half = p.head_dim / 2;
  const int chunks = half / 8;
  const int token = (blockIdx.y * THREADS + threadIdx.x) / chunks;
  const int offset = threadIdx.x % chunks * 8;
  if (token >= p.tokens) {
    return;
  }
  Bf16x8 low[HEADS];
  Bf16x8 high[HEADS];
  Bf16x8 *at[HEADS];
#pragma unroll
  for (int i = 0; i < HEADS; i++) {
    const int head = min(static_cast<int>(blockIdx.x) * HEADS + i, p.all_heads - 1);
    const sparsed_heads &of = head < p.heads ? p.q : p.k;
    const int64_t element = token * of.token_stride + (head < p.heads ? head : head - p.heads) * of.head_stride;
    at[i] = reinterpret_cast<Bf16x8 *>(static_cast<__nv_bfloat16 *>(of.data) + element + offset);
    low[i] = load(at[i]);
    high[i] = load(at[i] + chunks);
  }
  const float *cosines = p.cosines + static_cast<int64_t>(token) * p.head_dim + offset;
  const float *sines = p.sines + static_cast<int64_t>(token) * p.head_dim + offset;
  float low_cosine[8], low_sine[8], high_cosine[8], high_sine[8];
  read8(cosines, low_cosine);
  read8(sines, low_sine);
  read8(cosines + half, high_cosine);
  read8(sines + half, high_sine);
#pragma unroll
  for (int i = 0; i < HEADS; i++) {
    if (static_cast<int>(blockIdx.x) * HEADS + i < p.all_heads) {
      float first[8], second[8], minus_second[8];
      widen(low[i], first);
      widen(high[i], second);
#pragma unroll
      for (int e = 0; e < 8; e++) {
        minus_second[e] = -second[e];
      }
      store(at[i], turn(first, minus_second, low_cosine, low_sine));
      store(at[i] + chunks, turn(second, first, high_cosine, high_sine));
    }
  }
}

}  // namespace
}  // namespace sparsed

using namespace sparsed;

int sparsed_rope(sparsed_heads q, sparsed_heads k, const float *table, int64_t table_length, int64_t first_position,
                 int heads, int kv_heads, int head_dim, int tokens, sparsed_stream stream) {
  if (!usable(q) || !usable(k) || !usable(table) || heads < 0 || kv_heads < 0 || heads + kv_heads == 0 ||
      tokens <= 0 || head_dim <= 0 || first_position < 0 || first_position + tokens > table_length) {
    return SPARSED_BAD_ARGUMENT;
  }
  const int chunks = head_dim / 16;
  if (head_dim % 16 != 0 || THREADS % chunks != 0) {
    return SPARSED_UNSUPPORTED;
  }
  const Rope p{q,
               k,
               table + first_position * head_dim,
               table + (table_length + first_position) * head_dim,
               heads,
               heads + kv_heads,
               head_dim,
               tokens};
  const dim3 grid(ceil_div(p.all_heads, HEADS), ceil_div(tokens, THREADS / chunks));
  rope<<<grid, THREADS, 0, cuda(stream)>>>(p);
  return cudaGetLastError();
}
