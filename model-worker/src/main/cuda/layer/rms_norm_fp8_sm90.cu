// RMSNorm whose rows come in fp8.
#include "fp8_rows.cuh"
#include "rms_norm.cuh"

using namespace sparsed;

int sparsed_rms_norm_fp8(const void *x, const void *weight, void *y, float *factors, int64_t rows, int hidden,
                         float eps, sparsed_stream stream) {
  int refused = refusal(x, weight, y, rows, hidden, eps);
  if (refused == 0) {
    refused = fp8_refusal(y, factors);
  }
  if (refused != 0) {
    return refused;
  }
  return launch_rms_norm<false>(plain_norm(x, weight, rows, hidden, eps), fp8_rows(y, factors), stream);
}
