// Softmax over a row that arrives in pieces, in accumulators.
#pragma once

#include "../accumulators.cuh"
#include "../exp2.cuh"

namespace sparsed {

// A LazySoftmax takes exponentials relative to a reference that follows the row's maximum lazily: it moves only when a
// score exceeds it by more than 2^HEADROOM would allow. So the accumulated output is rarely rescaled, and nothing is
// lost: output and sum have the reference in common.
//
// A weight is at most 2^(HEADROOM + OFFSET): the offset brings small weights into the range of a narrow type.
template <int HEADROOM, int OFFSET>
class LazySoftmax {
 public:
  float factor[2];  // multiplies the accumulated output after raise_reference() returned true

  LazySoftmax() = default;

  __device__ __forceinline__ explicit LazySoftmax(float scale)
      : scale_(scale * LOG2_E), headroom_(HEADROOM / (scale * LOG2_E)) {}

  // Raises the reference where this piece needs it; returns true, for the whole warp, if it has moved for any row.
  template <int N>
  __device__ __forceinline__ bool raise_reference(const float (&scores)[N]) {
    float top[2] = {reference_[0], reference_[1]};
#pragma unroll
    for (int j = 0; j < N / 4; j++) {
#pragma unroll
      for (int i = 0; i < 2; i++) {
        top[i] = fmaxf(top[i], fmaxf(scores[4 * j + 2 * i], scores[4 * j + 2 * i + 1]));
      }
    }
    const bool outgrown = top[0] > reference_[0] + headroom_ || top[1] > reference_[1] + headroom_;
    if (!__any_sync(0xffffffffu, outgrown)) {
      return false;
    }
#pragma unroll
    for (int i = 0; i < 2; i++) {
      top[i] = over_row(top[i], [](float a, float b) { return fmaxf(a, b); });
      const float moved = top[i] > reference_[i] + headroom_ ? top[i] : reference_[i];
      factor[i] = exp2_approximate((reference_[i] - moved) * scale_);
      sum_[i] *= factor[i];
      reference_[i] = moved;
    }
    return true;
  }

  // Turns scores into weights relative to the reference and adds them up.
  template <int N>
  __device__ __forceinline__ void exponentiate(float (&scores)[N]) {
    const float shift[2] = {reference_[0] * scale_ - OFFSET, reference_[1] * scale_ - OFFSET};
#pragma unroll
    for (int j = 0; j < N / 4; j++) {
#pragma unroll
      for (int i = 0; i < 2; i++) {
        float &a = scores[4 * j + 2 * i];
        float &b = scores[4 * j + 2 * i + 1];
        a = exp2_approximate(fmaf(a, scale_, -shift[i]));
        b = exp2_approximate(fmaf(b, scale_, -shift[i]));
        sum_[i] += a + b;
      }
    }
  }

  // Completes the sums over the whole row, after the last piece.
  __device__ __forceinline__ void finish() {
#pragma unroll
    for (int i = 0; i < 2; i++) {
      sum_[i] = over_row(sum_[i], [](float a, float b) { return a + b; });
    }
  }

  // Returns the factor that turns the accumulated output into the output; 0 for a row that attended to nothing.
  __device__ __forceinline__ float normalizer(int i) const { return sum_[i] > 0.0f ? 1.0f / sum_[i] : 0.0f; }

  __device__ __forceinline__ float log_sum_exp(int i) const {
    return (reference_[i] * scale_ - OFFSET) * LN_2 + logf(sum_[i]);
  }

 protected:
  // Below any score and yet finite, so that a piece without a valid column is harmless.
  static constexpr float NOTHING_YET = -1e30f;

  // A row is spread over four neighbouring lanes.
  template <typename Operation>
  __device__ __forceinline__ static float over_row(float x, Operation operation) {
    x = operation(x, __shfl_xor_sync(0xffffffffu, x, 1));
    return operation(x, __shfl_xor_sync(0xffffffffu, x, 2));
  }

  float scale_;  // from scores to exponents of two
  float reference_[2] = {NOTHING_YET, NOTHING_YET};
  float sum_[2] = {0.0f, 0.0f};

 private:
  float headroom_;  // in unscaled scores
};

using OnlineSoftmax = LazySoftmax<8, 0>;

}  // namespace sparsed
