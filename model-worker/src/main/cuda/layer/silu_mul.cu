// The gate of the SwiGLU MLP in bfloat16. Bound by memory.
#include "../arguments.cuh"
#include "silu_mul.cuh"

namespace sparsed {
namespace {

constexpr int THREADS = 256;
constexpr int ROWS = 2;  // rows that a thread takes at a time: four 16-byte reads on their way
constexpr int64_t MAX_GRID_ROWS = 65535;

// gate_up [rows, 2, vectors], y [rows, vectors]; thread blocks (columns, rows).
__global__ void __launch_bounds__(THREADS) silu_mul(const Bf16x8 *gate_up, Bf16x8 *y, int64_t rows, int vectors) {
  const int column = blockIdx.x * THREADS + threadIdx.x;
  if (column >= vectors) {
    return;
  }
  for (int64_t first = static_cast<int64_t>(blockIdx.y) * ROWS; first < rows;
       first += static_cast<int64_t>(gridDim.y) * ROWS) {
    Bf16x8 gate[ROWS];
    Bf16x8 up[ROWS];
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
      const Bf16x8 *row = gate_up + min(first + r, rows - 1) * 2 * vectors + column;
      gate[r] = load(row);
      up[r] = load(row + vectors);
    }
#pragma unroll
    for (int r = 0; r < ROWS; r++) {
      if (first + r < rows) {
        store(y + (first + r) * vectors + column, gated(gate[r], up[r]));
      }
    }
  }
}

}  // namespace
}  // namespace sparsed

using namespace sparsed;

int sparsed_silu_mul(const void *gate_up, void *y, int64_t rows, int width, sparsed_stream stream) {
  if (!usable(gate_up) || !usable(y) || rows <= 0 || width <= 0 || width % 8 != 0) {
    return SPARSED_BAD_ARGUMENT;
  }
  const int vectors = width / 8;
  const int64_t turns = ceil_div<int64_t>(rows, ROWS);
  const dim3 grid(ceil_div(vectors, THREADS), static_cast<unsigned>(turns < MAX_GRID_ROWS ? turns : MAX_GRID_ROWS));
  silu_mul<<<grid, THREADS, 0, cuda(stream)>>>(static_cast<const Bf16x8 *>(gate_up), static_cast<Bf16x8 *>(y), rows,
                                               vectors);
  return cudaGetLastError();
}
