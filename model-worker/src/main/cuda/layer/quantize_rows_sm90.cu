// Rows in fp8 of rows in bfloat16 or of the gate of the SwiGLU MLP. Bound by memory: a thread block has a row, which is
// read once and lives in registers.
#include <limits.h>

#include "fp8_rows.cuh"
#include "silu_mul.cuh"

namespace sparsed {
namespace {

constexpr int VECTORS = 4;  // vectors of 8 elements a thread
constexpr int MAX_WIDTH = 1024 * VECTORS * 8;

struct PlainRows {
  const Bf16x8 *x;
  int64_t stride;  // in vectors

  __device__ __forceinline__ Bf16x8 read(int64_t row, int column) const { return load(x + row * stride + column); }
};

struct GatedRows {
  const Bf16x8 *gate_up;  // [rows, 2, vectors]
  int vectors;

  __device__ __forceinline__ Bf16x8 read(int64_t row, int column) const {
    const Bf16x8 *gate = gate_up + row * 2 * vectors + column;
    return gated(load(gate), load(gate + vectors));
  }
};

template <typename Source>
__global__ void __launch_bounds__(1024) quantize_rows(const Source from, const Fp8Rows to, int vectors) {
  __shared__ uint32_t of_warps[32];
  Bf16x8 values[VECTORS];
#pragma unroll
  for (int i = 0; i < VECTORS; i++) {
    values[i] = from.read(blockIdx.x, min(static_cast<int>(threadIdx.x + i * blockDim.x), vectors - 1));
  }
  to.write(blockIdx.x, values, vectors, of_warps);
}

template <typename Source>
int launch(const Source &from, const Fp8Rows &to, int64_t rows, int width, sparsed_stream stream) {
  const int threads = ceil_div(width, 32 * VECTORS * 8) * 32;
  quantize_rows<<<static_cast<unsigned>(rows), threads, 0, cuda(stream)>>>(from, to, width / 8);
  return cudaGetLastError();
}

int refusal(const void *x, const void *y, const float *factors, int64_t rows, int width) {
  if (!usable(x) || rows <= 0 || rows > INT_MAX || width <= 0 || width % 8 != 0) {
    return SPARSED_BAD_ARGUMENT;
  }
  return width > MAX_WIDTH ? SPARSED_UNSUPPORTED : fp8_refusal(y, factors);
}

}  // namespace
}  // namespace sparsed

using namespace sparsed;

int sparsed_silu_mul_fp8(const void *gate_up, void *y, float *factors, int64_t rows, int width,
                         sparsed_stream stream) {
  const int refused = refusal(gate_up, y, factors, rows, width);
  if (refused != 0) {
    return refused;
  }
  return launch(GatedRows{static_cast<const Bf16x8 *>(gate_up), width / 8}, fp8_rows(y, factors), rows, width, stream);
}

int sparsed_quantize_rows(const void *x, int64_t row_stride, void *y, float *factors, int64_t rows, int width,
                          sparsed_stream stream) {
  const int refused = row_stride % 8 == 0 ? refusal(x, y, factors, rows, width) : SPARSED_BAD_ARGUMENT;
  if (refused != 0) {
    return refused;
  }
  return launch(PlainRows{static_cast<const Bf16x8 *>(x), row_stride / 8}, fp8_rows(y, factors), rows, width, stream);
}
