// A row of logits is cut into parts, one for a thread block. What a part says about the row, and how parts merge.
#pragma once

#include <math_constants.h>
#include <stdint.h>

#include "../bf16x8.cuh"
#include "../block_reduce.cuh"

namespace sparsed {

constexpr int PART_THREADS = 256;
constexpr int PART_VECTORS = 4;                                // of 8 logits a thread
constexpr int PART_LOGITS = PART_THREADS * PART_VECTORS * 8;

// The two largest values; equal ones when the largest occurs twice.
struct BestTwo {
  float best;
  float second;
};

struct MergeBestTwo {
  __device__ __forceinline__ BestTwo operator()(const BestTwo &a, const BestTwo &b) const {
    return {fmaxf(a.best, b.best), fmaxf(fminf(a.best, b.best), fmaxf(a.second, b.second))};
  }
};

// A token and the value by which it was drawn.
struct Draw {
  double value;
  int64_t token;
};

// The larger value, the lower token among equals.
struct MergeDraws {
  __device__ __forceinline__ Draw operator()(const Draw &a, const Draw &b) const {
    return a.value > b.value || (a.value == b.value && a.token < b.token) ? a : b;
  }
};

struct Part {
  Draw draw;
  BestTwo largest;
  double sum;  // of e^((x - largest.best) / temperature)
};

__device__ __forceinline__ double tempered(double difference, double temperature) {
  return exp(difference / temperature);
}

// What one warp learns from the parts of a row, in the order of the parts.
__device__ __forceinline__ Part merged(const Part *parts, int count, double temperature) {
  const int lane = threadIdx.x % 32;
  Part row{{-CUDART_INF, INT64_MAX}, {-CUDART_INF_F, -CUDART_INF_F}, 0.0};
  for (int i = lane; i < count; i += 32) {
    row.draw = MergeDraws{}(row.draw, parts[i].draw);
    row.largest = MergeBestTwo{}(row.largest, parts[i].largest);
  }
  row.draw = warp_reduce(row.draw, MergeDraws{});
  row.largest = warp_reduce(row.largest, MergeBestTwo{});
  for (int i = lane; i < count; i += 32) {
    row.sum += parts[i].sum * tempered(parts[i].largest.best - row.largest.best, temperature);
  }
  row.sum = warp_reduce(row.sum, Sum{});
  return row;
}

}  // namespace sparsed
