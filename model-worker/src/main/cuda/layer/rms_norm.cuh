// RMSNorm, alone or after a residual sum: the kernel and its launch. Bound by memory: each row is read once and lives
// in registers.
#pragma once

#include "../arguments.cuh"
#include "../bf16x8.cuh"
#include "../block_reduce.cuh"

namespace sparsed {

constexpr int NORM_VECTORS = 2;  // vectors of 8 elements a thread; 1024 threads serve a hidden size of 16384
constexpr int MAX_HIDDEN = 1024 * NORM_VECTORS * 8;

struct RmsNorm {
  Bf16x8 *x;             // [rows, vectors]
  const Bf16x8 *delta;   // like x
  const Bf16x8 *weight;  // [vectors]
  int64_t rows;
  int vectors;  // hidden / 8
  float eps;
};

// A thread's share of a row, as it came from memory. Vectors beyond the row are zeros, which add nothing to the sum.
template <bool ADD>
struct Share {
  Bf16x8 x[NORM_VECTORS];
  Bf16x8 delta[ADD ? NORM_VECTORS : 1];

  __device__ __forceinline__ void read(const RmsNorm &p, int64_t row) {
#pragma unroll
    for (int i = 0; i < NORM_VECTORS; i++) {
      const int column = threadIdx.x + i * blockDim.x;
      const bool inside = row < p.rows && column < p.vectors;
      x[i] = inside ? load(p.x + row * p.vectors + column) : Bf16x8{};
      if (ADD) {
        delta[i] = inside ? load(p.delta + row * p.vectors + column) : Bf16x8{};
      }
    }
  }

  // The row's values: x, or x + delta rounded to bfloat16, for the next layers read the rounded sum.
  __device__ __forceinline__ void values(int i, float (&wide)[8]) const {
    widen(x[i], wide);
    if (ADD) {
      float addend[8];
      widen(delta[i], addend);
#pragma unroll
      for (int e = 0; e < 8; e++) {
        wide[e] += addend[e];
      }
      round_to_bf16(wide);
    }
  }
};

// A thread block per row at a time; the next row is on its way while this one is summed. Target is Bf16Rows or Fp8Rows.
template <bool ADD, typename Target>
__global__ void __launch_bounds__(1024) rms_norm(const RmsNorm p, const Target to) {
  __shared__ float of_warps[2][32];
  __shared__ uint32_t largest_of_warps[32];
  Bf16x8 weight[NORM_VECTORS];
#pragma unroll
  for (int i = 0; i < NORM_VECTORS; i++) {
    const int column = threadIdx.x + i * blockDim.x;
    weight[i] = column < p.vectors ? load(p.weight + column) : Bf16x8{};
  }
  Share<ADD> next;
  next.read(p, blockIdx.x);
  int turn = 0;
  for (int64_t row = blockIdx.x; row < p.rows; row += gridDim.x, turn ^= 1) {
    const Share<ADD> share = next;
    next.read(p, row + gridDim.x);
    float squares = 0.0f;
#pragma unroll
    for (int i = 0; i < NORM_VECTORS; i++) {
      float wide[8];
      share.values(i, wide);
#pragma unroll
      for (int e = 0; e < 8; e++) {
        squares = fmaf(wide[e], wide[e], squares);
      }
    }
    const float mean = block_reduce(squares, 0.0f, Sum{}, of_warps[turn]) / static_cast<float>(p.vectors * 8);
    const float scale = rsqrtf(mean + p.eps);
    Bf16x8 y[NORM_VECTORS];
#pragma unroll
    for (int i = 0; i < NORM_VECTORS; i++) {
      const int column = threadIdx.x + i * blockDim.x;
      float wide[8];
      float factor[8];
      share.values(i, wide);
      if (ADD && column < p.vectors) {
        store(p.x + row * p.vectors + column, narrow(wide));
      }
#pragma unroll
      for (int e = 0; e < 8; e++) {
        wide[e] *= scale;
      }
      round_to_bf16(wide);
      widen(weight[i], factor);
#pragma unroll
      for (int e = 0; e < 8; e++) {
        wide[e] *= factor[e];
      }
      y[i] = narrow(wide);
    }
    to.write(row, y, p.vectors, largest_of_warps);
  }
}

template <bool ADD, typename Target>
int launch_rms_norm(const RmsNorm &p, const Target &to, sparsed_stream stream) {
  const int threads = ceil_div(p.vectors, 32 * NORM_VECTORS) * 32;
  int blocks = 0;
  const cudaError_t error =
      cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, rms_norm<ADD, Target>, threads, 0);
  if (error != cudaSuccess) {
    return error;
  }
  const int64_t resident = static_cast<int64_t>(blocks) * multiprocessors();
  const auto grid = static_cast<unsigned>(p.rows < resident ? p.rows : resident);
  rms_norm<ADD><<<grid, threads, 0, cuda(stream)>>>(p, to);
  return cudaGetLastError();
}

// Returns 0 if the arguments of a norm are served, else a SPARSED_* code.
inline int refusal(const void *x, const void *weight, const void *y, int64_t rows, int hidden, float eps) {
  if (!usable(x) || !usable(weight) || !usable(y) || rows <= 0 || hidden <= 0 || hidden % 8 != 0 || !(eps >= 0.0f)) {
    return SPARSED_BAD_ARGUMENT;
  }
  return hidden > MAX_HIDDEN ? SPARSED_UNSUPPORTED : 0;
}

// The norm of rows that are only read.
inline RmsNorm plain_norm(const void *x, const void *weight, int64_t rows, int hidden, float eps) {
  return {static_cast<Bf16x8 *>(const_cast<void *>(x)), nullptr, static_cast<const Bf16x8 *>(weight), rows, hidden / 8,
          eps};
}

}  // namespace sparsed
