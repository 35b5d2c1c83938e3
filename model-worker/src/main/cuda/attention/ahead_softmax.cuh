// Softmax that does not wait for the maximum of a piece.
#pragma once

#include "softmax.cuh"

namespace sparsed {

// An AheadSoftmax takes the exponentials of a piece relative to the reference as it stands, and looks only then whether
// their sum is so large that one of them might exceed LARGEST. Then, which is rare, it raises the reference to the
// maximum and takes them again. So most pieces need no maximum. The first piece of a row must come through
// raise_reference() and have a valid column: relative to NOTHING_YET the exponents would be lost.
template <int OFFSET, int LARGEST>
class AheadSoftmax : public LazySoftmax<0, OFFSET> {
 public:
  AheadSoftmax() = default;

  __device__ __forceinline__ explicit AheadSoftmax(float scale)
      : LazySoftmax<0, OFFSET>(scale), inverse_(1.0f / (scale * LOG2_E)) {}

  // Gives the weights of a piece to take(first, weights), eight at a time, and adds them up. If the reference must
  // move, gives all of them again and returns true, for the whole warp. Overwrites the scores.
  template <int N, typename Take>
  __device__ __forceinline__ bool weigh(float (&scores)[N], Take take) {
    const float shift[2] = {reference_[0] * scale_ - OFFSET, reference_[1] * scale_ - OFFSET};
#pragma unroll
    for (int e = 0; e < N; e++) {
      scores[e] = fmaf(scores[e], scale_, -shift[e / 2 % 2]);
    }
    float sum[2];
    take_weights(scores, take, sum);
    const bool moved = __any_sync(0xffffffffu, fmaxf(sum[0], sum[1]) > LARGEST) && raise(scores);
    if (moved) {
      take_weights(scores, take, sum);
    }
    sum_[0] += sum[0];
    sum_[1] += sum[1];
    return moved;
  }

 private:
  using Lazy = LazySoftmax<0, OFFSET>;
  using Lazy::reference_;
  using Lazy::scale_;
  using Lazy::sum_;

  template <int N, typename Take>
  __device__ __forceinline__ static void take_weights(const float (&exponents)[N], Take take, float (&sum)[2]) {
    sum[0] = sum[1] = 0.0f;
#pragma unroll
    for (int e = 0; e < N; e += 8) {
      float weights[8];
#pragma unroll
      for (int i = 0; i < 8; i++) {
        weights[i] = exp2_approximate(exponents[e + i]);
      }
      sum[0] += weights[0] + weights[1] + (weights[4] + weights[5]);
      sum[1] += weights[2] + weights[3] + (weights[6] + weights[7]);
      take(e, weights);
    }
  }

  // Raises the reference to the greatest exponents where they exceed it, and lowers the exponents by as much. Returns
  // whether it has moved for any row, for the whole warp.
  template <int N>
  __device__ __forceinline__ bool raise(float (&exponents)[N]) {
    float top[2] = {OFFSET, OFFSET};
#pragma unroll
    for (int e = 0; e < N; e += 2) {
      top[e / 2 % 2] = fmaxf(top[e / 2 % 2], fmaxf(exponents[e], exponents[e + 1]));
    }
    if (!__any_sync(0xffffffffu, fmaxf(top[0], top[1]) > OFFSET)) {
      return false;
    }
    float raised[2];
#pragma unroll
    for (int i = 0; i < 2; i++) {
      top[i] = Lazy::over_row(top[i], [](float a, float b) { return fmaxf(a, b); });
      raised[i] = top[i] - OFFSET;
      Lazy::factor[i] = exp2_approximate(-raised[i]);
      sum_[i] *= Lazy::factor[i];
      reference_[i] += raised[i] * inverse_;
    }
#pragma unroll
    for (int e = 0; e < N; e++) {
      exponents[e] -= raised[e / 2 % 2];
    }
    return true;
  }

  float inverse_;  // from exponents of two to scores
};

}  // namespace sparsed
