// The result of one part of a row of logits, and the merging of parts. A thread block takes one part.
#pragma once

#include <math_constants.h>
#include <stdint.h>

#include "../bf16x8.cuh"
#include "../block_reduce.cuh"

namespace sparsed {

constexpr int PART_THREADS = 256;
constexpr int PART_VECTORS = 4;  // vectors of 8 logits a thread
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

// A token and the value by which it competes to be drawn.
struct Candidate {
  double value;
  int64_t token;
};

// Takes the larger value, and the lower token among equals.
struct MergeCandidates {
  __device__ __forceinline__ Candidate operator()(const Candidate &a, const Candidate &b) const {
    return a.value > b.value || (a.value == b.value && a.token < b.token) ? a : b;
  }
};

struct Part {
  Candidate drawn;
  BestTwo largest;
  double sum;  // sum of e^((x - largest.best) / temperature)
};

__device__ __forceinline__ double tempered(double difference, double temperature) {
  return exp(difference / temperature);
}

// Merges the parts of a row in one warp, in the order of the parts.
__device__ __forceinline__ Part merged(const Part *parts, int count, double temperature) {
  const int lane = threadIdx.x % 32;
  Part row{{-CUDART_INF, INT64_MAX}, {-CUDART_INF_F, -CUDART_INF_F}, 0.0};
  for (int i = lane; i < count; i += 32) {
    row.drawn = MergeCandidates{}(row.drawn, parts[i].drawn);
    row.largest = MergeBestTwo{}(row.largest, parts[i].largest);
  }
  row.drawn = warp_reduce(row.drawn, MergeCandidates{});
  row.largest = warp_reduce(row.largest, MergeBestTwo{});
  for (int i = lane; i < count; i += 32) {
    row.sum += parts[i].sum * tempered(parts[i].largest.best - row.largest.best, temperature);
  }
  row.sum = warp_reduce(row.sum, Sum{});
  return row;
}

}  // namespace sparsed
