// RMSNorm, alone or after a residual sum, of rows in bfloat16.
#include "rms_norm.cuh"

namespace sparsed {
namespace {

// Rows in bfloat16.
struct Bf16Rows {
  Bf16x8 *y;  // [rows, vectors]

  // Writes a row, of which the threads of a block hold vectors in turn.
  template <int VECTORS>
  __device__ __forceinline__ void write(int64_t row, const Bf16x8 (&values)[VECTORS], int vectors,
                                        uint32_t (&)[32]) const {
#pragma unroll
    for (int i = 0; i < VECTORS; i++) {
      const int column = threadIdx.x + i * blockDim.x;
      if (column < vectors) {
        store(y + row * vectors + column, values[i]);
      }
    }
  }
};

}  // namespace
}  // namespace sparsed

using namespace sparsed;

int sparsed_rms_norm(const void *x, const void *weight, void *y, int64_t rows, int hidden, float eps,
                     sparsed_stream stream) {
  const int refused = refusal(x, weight, y, rows, hidden, eps);
  if (refused != 0) {
    return refused;
  }
  return launch_rms_norm<false>(plain_norm(x, weight, rows, hidden, eps), Bf16Rows{static_cast<Bf16x8 *>(y)}, stream);
}

int sparsed_add_rms_norm(void *x, const void *delta, const void *weight, void *y, int64_t rows, int hidden, float eps,
                         sparsed_stream stream) {
  const int refused = usable(delta) ? refusal(x, weight, y, rows, hidden, eps) : SPARSED_BAD_ARGUMENT;
  if (refused != 0) {
    return refused;
  }
  RmsNorm norm = plain_norm(x, weight, rows, hidden, eps);
  norm.delta = static_cast<const Bf16x8 *>(delta);
  return launch_rms_norm<true>(norm, Bf16Rows{static_cast<Bf16x8 *>(y)}, stream);
}
