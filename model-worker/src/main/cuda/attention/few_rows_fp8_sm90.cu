// Keys and values that are kept in e4m3: sparsed_keep_rows writes rows, and few query rows attend to them.
#include "../bf16x8.cuh"
#include "../device_kernels.cuh"
#include "../fp8x4.cuh"
#include "few_rows.cuh"
#include "fp8_rows_sm90.cuh"

namespace sparsed {
namespace {

constexpr int LANES = FP8_HEAD_DIM / 8;  // of a row
constexpr int KEEP_WARPS = 8;
static_assert(LANES == 16, "a warp has a key and a value");

struct KeptRows {
  sparsed_heads new_keys, new_values;  // in bfloat16
  sparsed_heads keys, values;          // in e4m3
  sparsed_row_factors factors;
  int first_row;  // token that the first new row becomes
  int kv_heads;
};

// Returns the factor of a row from the bits of its largest absolute number.
__device__ __forceinline__ float power_of_two(uint32_t largest) {
  constexpr uint32_t INFINITE = 0x7f800000u;
  constexpr uint32_t EXPONENT = 23;
  constexpr uint32_t LEAST = 127 - 100, MOST = 127 + 7;  // exponents of the factor
  // The largest number of e4m3 is 1.75 * 2^8: a larger fraction takes the next power.
  const uint32_t power = (largest + 0x1fffffu) >> EXPONENT;
  return largest >= INFINITE ? NAN : __uint_as_float((min(max(power, LEAST + 8), MOST + 8) - 8) << EXPONENT);
}

// Selects one of two tensors, field by field: a reference to either would put both into memory.
__device__ __forceinline__ sparsed_heads either(bool first, const sparsed_heads &a, const sparsed_heads &b) {
  return {first ? a.data : b.data, first ? a.token_stride : b.token_stride, first ? a.head_stride : b.head_stride};
}

// Writes a row of a head, by a warp: the lower half has the key, the upper half the value.
__device__ __forceinline__ void keep_row(const KeptRows &to, int row, int head) {
  const bool is_key = threadIdx.x % 32 < LANES;
  const int channel = threadIdx.x % LANES * 8;
  const sparsed_heads from = either(is_key, to.new_keys, to.new_values);
  float x[8];
  widen(load(reinterpret_cast<const Bf16x8 *>(static_cast<const __nv_bfloat16 *>(from.data) +
                                              row * from.token_stride + head * from.head_stride + channel)),
        x);
  uint32_t largest = 0;  // as bits, in whose order NaN is the greatest
#pragma unroll
  for (int i = 0; i < 8; i++) {
    x[i] -= is_key ? to.factors.key_means[head * FP8_HEAD_DIM + channel + i] : 0.0f;
    largest = max(largest, __float_as_uint(fabsf(x[i])));
  }
#pragma unroll
  for (int i = LANES / 2; i > 0; i /= 2) {
    largest = max(largest, __shfl_xor_sync(WHOLE_WARP, largest, i));
  }
  const float factor = power_of_two(largest);
  const float per_unit = 1.0f / factor;  // exact
  const int token = to.first_row + row;
  const sparsed_heads kept = either(is_key, to.keys, to.values);
  *reinterpret_cast<uint2 *>(static_cast<uint8_t *>(kept.data) + token * kept.token_stride + head * kept.head_stride +
                             channel) = {
      pack_fp8(x[0] * per_unit, x[1] * per_unit, x[2] * per_unit, x[3] * per_unit),
      pack_fp8(x[4] * per_unit, x[5] * per_unit, x[6] * per_unit, x[7] * per_unit)};
  if (channel == 0) {
    (is_key ? to.factors.keys : to.factors.values)[head * to.factors.head_stride + token] = factor;
  }
}

// Returns the index among all rows of all heads that a warp has.
__device__ __forceinline__ int64_t warp_index() {
  return static_cast<int64_t>(blockIdx.x) * KEEP_WARPS + threadIdx.x / 32;
}

unsigned warp_blocks(int rows, int kv_heads) {
  return static_cast<unsigned>(ceil_div(static_cast<int64_t>(rows) * kv_heads, int64_t{KEEP_WARPS}));
}

__global__ void __launch_bounds__(32 * KEEP_WARPS) keep_rows(const __grid_constant__ KeptRows to, int rows) {
  const int64_t index = warp_index();
  const auto row = static_cast<int>(index / to.kv_heads);
  if (row < rows) {
    keep_row(to, row, static_cast<int>(index % to.kv_heads));
  }
}

__global__ void __launch_bounds__(32 * KEEP_WARPS)
    replace_rows(const __grid_constant__ FewRowsLaunch launch, const __grid_constant__ FewRowsFactors factors) {
  const FewRowsProblem &few = launch.problems[blockIdx.y];
  const AttentionProblem &p = few.attention;
  const int64_t index = warp_index();
  const auto row = static_cast<int>(index / p.kv_heads);
  if (few.new_keys.data != nullptr && row < p.query_tokens) {
    keep_row({few.new_keys, few.new_values, p.k, p.v, factors.each[blockIdx.y], few.first_key, p.kv_heads}, row,
             static_cast<int>(index % p.kv_heads));
  }
}

template <int BLOCK>
__global__ void __launch_bounds__(FewRowsTile<FP8_HEAD_DIM, BLOCK>::THREADS, 2)
    attend_parts_fp8(const __grid_constant__ FewRowsLaunch launch, const __grid_constant__ FewRowsFactors factors) {
  const FewRowsProblem &few = launch.problems[blockIdx.z];
  attend_part<FP8_HEAD_DIM, BLOCK>(few, [&](int kv_head) {
    return Fp8Rows<FewRowsTile<FP8_HEAD_DIM, BLOCK>>(few.attention, factors.each[blockIdx.z], kv_head);
  });
}

template <int BLOCK>
int attend(const FewRowsLaunch &launch, const FewRowsFactors &factors, dim3 grid, cudaStream_t stream) {
  using S = FewRowsTile<FP8_HEAD_DIM, BLOCK>;
  static_assert(Fp8Rows<S>::SHARED_BYTES <= 48 * 1024, "more must be asked for");
  attend_parts_fp8<BLOCK><<<grid, S::THREADS, Fp8Rows<S>::SHARED_BYTES, stream>>>(launch, factors);
  return cudaGetLastError();
}

}  // namespace

int replace_rows_fp8_sm90(const FewRowsLaunch &launch, const FewRowsFactors &factors, int rows, cudaStream_t stream) {
  const dim3 grid(warp_blocks(rows, launch.problems[0].attention.kv_heads), launch.count);
  replace_rows<<<grid, 32 * KEEP_WARPS, 0, stream>>>(launch, factors);
  return cudaGetLastError();
}

int attend_parts_fp8_sm90(const FewRowsLaunch &launch, const FewRowsFactors &factors, dim3 grid, cudaStream_t stream) {
  switch (launch.problems[0].attention.block_size) {
    case 128:
      return attend<128>(launch, factors, grid, stream);
    case 64:
      return attend<64>(launch, factors, grid, stream);
    case 32:
      return attend<32>(launch, factors, grid, stream);
    default:
      return attend<16>(launch, factors, grid, stream);
  }
}

}  // namespace sparsed

using namespace sparsed;

int sparsed_keep_rows(sparsed_heads keys, sparsed_heads values, sparsed_heads kept_keys, sparsed_heads kept_values,
                      sparsed_row_factors factors, int first_row, int kv_heads, int head_dim, int rows,
                      sparsed_stream stream) {
  if (head_dim != FP8_HEAD_DIM) {
    return SPARSED_UNSUPPORTED;
  }
  if (!usable(keys) || !usable(values) || !usable(kept_keys, kept_values, factors) || first_row < 0 || kv_heads <= 0 ||
      rows <= 0) {
    return SPARSED_BAD_ARGUMENT;
  }
  const int refused = hopper_refusal();
  if (refused != 0) {
    return refused;
  }
  const KeptRows to{keys, values, kept_keys, kept_values, factors, first_row, kv_heads};
  keep_rows<<<warp_blocks(rows, kv_heads), 32 * KEEP_WARPS, 0, cuda(stream)>>>(to, rows);
  return cudaGetLastError();
}
