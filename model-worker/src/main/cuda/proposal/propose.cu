// sparsed_propose: a token and its confidence per row of logits, which is read in parts that are merged.
#include "../arguments.cuh"
#include "noise.cuh"
#include "proposal_part.cuh"

namespace sparsed {
namespace {

struct Proposals {
  const __nv_bfloat16 *logits;  // [rows, vocabulary]
  int64_t row_stride;
  const uint64_t *keys;  // [rows]
  int rows;
  int vocabulary;
  int parts;           // parts of a row
  bool divided;        // categorical: the logits are divided by the temperature, the noise is not multiplied by it
  double temperature;  // temperature of the noise
  double softmax_temperature;
  float scale;            // log2(e) / softmax_temperature
  float scale_remainder;  // the exact scale minus `scale`
  int confidence;
  int64_t *tokens;      // [rows]
  double *confidences;  // [rows]
  Part *of_parts;       // [rows, parts]
  double *entropies;    // [rows, parts]
};

// Returns e^(below / temperature) for below <= 0, right to 2e-7: the power of two is split off exactly, so that the
// rounding of the exponent does not grow with it. NaN stays NaN.
__device__ __forceinline__ float weight(const Proposals &p, float below) {
  const float whole = rintf(below * p.scale);
  if (whole < -126.0f) {
    return 0.0f;
  }
  const float rest = fmaf(below, p.scale_remainder, fmaf(below, p.scale, -whole));
  float power;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(power) : "f"(rest));
  return power * __int_as_float((static_cast<int>(whole) + 127) << 23);
}

// Reads eight logits from `index` on; those beyond the vocabulary are -infinity. The last ones are read one by one: a
// row need not be padded in memory.
__device__ __forceinline__ Bf16x8 logits_at(const Proposals &p, const __nv_bfloat16 *row, int index) {
  if (index + 8 <= p.vocabulary) {
    return load(reinterpret_cast<const Bf16x8 *>(row + index));
  }
  float values[8];
#pragma unroll
  for (int e = 0; e < 8; e++) {
    values[e] = index + e < p.vocabulary ? __bfloat162float(row[index + e]) : -CUDART_INF_F;
  }
  return narrow(values);
}

// Returns the value by which a token competes: its logit with noise. The roundings are those of the portable graph.
__device__ __forceinline__ double noised(const Proposals &p, uint64_t key, int token, float logit) {
  const double noise = log_exponential(key, token);
  return p.divided ? __dsub_rn(logit / p.temperature, noise) : __dsub_rn(logit, __dmul_rn(noise, p.temperature));
}

// Computes the parts of rows, in thread blocks (rows, parts). NOISE: tokens compete with noise. EXACT: the sum is
// wanted to the last digit. Both are fp64 and long, so they walk through a copy of the part in shared memory instead of
// being unrolled over registers.
template <bool NOISE, bool EXACT>
__global__ void __launch_bounds__(PART_THREADS) propose_parts(const Proposals p) {
  constexpr bool STAGED = NOISE || EXACT;
  __shared__ Bf16x8 staged[STAGED ? PART_LOGITS / 8 : 1];
  __shared__ BestTwo best_of_warps[32];
  __shared__ double sum_of_warps[32];
  __shared__ Candidate drawn_of_warps[32];
  const __nv_bfloat16 *row = p.logits + blockIdx.x * p.row_stride;
  const int first = blockIdx.y * PART_LOGITS;

  Bf16x8 logits[PART_VECTORS];
#pragma unroll
  for (int i = 0; i < PART_VECTORS; i++) {
    const int vector = i * PART_THREADS + threadIdx.x;
    logits[i] = logits_at(p, row, first + vector * 8);
    if (STAGED) {
      staged[vector] = logits[i];
    }
  }

  const BestTwo none{-CUDART_INF_F, -CUDART_INF_F};
  BestTwo largest = none;
#pragma unroll
  for (int i = 0; i < PART_VECTORS; i++) {
    float x[8];
    widen(logits[i], x);
#pragma unroll
    for (int e = 0; e < 8; e++) {
      largest = MergeBestTwo{}(largest, {x[e], -CUDART_INF_F});
    }
  }
  largest = block_reduce(largest, none, MergeBestTwo{}, best_of_warps);

  // Where all logits are -infinity any reference serves: all weights are zero.
  const float reference = largest.best == -CUDART_INF_F ? 0.0f : largest.best;
  double sum = 0.0;
  Candidate drawn{-CUDART_INF, INT64_MAX};
#pragma unroll
  for (int i = 0; i < PART_VECTORS; i++) {
    float x[8];
    float weights = 0.0f;
    widen(logits[i], x);
#pragma unroll
    for (int e = 0; e < 8; e++) {
      const int64_t token = first + (i * PART_THREADS + static_cast<int>(threadIdx.x)) * 8 + e;
      if (!EXACT) {
        weights += weight(p, x[e] - reference);
      }
      if (!NOISE && x[e] == largest.best && token < drawn.token) {
        drawn = {x[e], token};
      }
    }
    sum += weights;
  }
  if (STAGED) {
    const auto *values = reinterpret_cast<const __nv_bfloat16 *>(staged);
    const uint64_t key = NOISE ? p.keys[blockIdx.x] : 0;
#pragma unroll 1
    for (int i = threadIdx.x; i < PART_LOGITS && first + i < p.vocabulary; i += PART_THREADS) {
      const float logit = __bfloat162float(values[i]);
      if (EXACT) {
        sum += tempered(static_cast<double>(logit) - reference, p.softmax_temperature);
      }
      if (NOISE) {
        const double value = noised(p, key, first + i, logit);
        if (value > drawn.value) {
          drawn = {value, first + i};
        }
      }
    }
  }
  sum = block_reduce(sum, 0.0, Sum{}, sum_of_warps);
  drawn = block_reduce(drawn, Candidate{-CUDART_INF, INT64_MAX}, MergeCandidates{}, drawn_of_warps);
  if (threadIdx.x == 0) {
    // Where no token is possible the first one is taken.
    drawn.token = drawn.token == INT64_MAX ? first : drawn.token;
    p.of_parts[static_cast<int64_t>(blockIdx.x) * p.parts + blockIdx.y] = {drawn, largest, sum};
  }
}

// Sums p ln(p + 1e-10) over a part. It needs the row's sum first, so it reads the logits again (from the L2 cache,
// mostly), and it cancels where a row is nearly certain, so it is in fp64. Thread blocks (rows, parts).
__global__ void __launch_bounds__(PART_THREADS) entropy_parts(const Proposals p) {
  __shared__ double sum_of_warps[32];
  const int64_t row_parts = static_cast<int64_t>(blockIdx.x) * p.parts;
  const Part row = merged(p.of_parts + row_parts, p.parts, p.softmax_temperature);
  const __nv_bfloat16 *logits = p.logits + blockIdx.x * p.row_stride;
  const int first = blockIdx.y * PART_LOGITS;
  double entropy = 0.0;
#pragma unroll 1
  for (int i = threadIdx.x; i < PART_LOGITS && first + i < p.vocabulary; i += PART_THREADS) {
    const double logit = __bfloat162float(logits[first + i]);
    const double probability = tempered(logit - row.largest.best, p.softmax_temperature) / row.sum;
    entropy += probability * log(probability + 1e-10);
  }
  entropy = block_reduce(entropy, 0.0, Sum{}, sum_of_warps);
  if (threadIdx.x == 0) {
    p.entropies[row_parts + blockIdx.y] = entropy;
  }
}

__device__ __forceinline__ double confidence(const Proposals &p, int row, const Part &of_row) {
  const BestTwo largest = of_row.largest;
  if (p.confidence == SPARSED_MARGIN) {
    return -expm1((static_cast<double>(largest.second) - largest.best) / p.softmax_temperature) / of_row.sum;
  }
  if (p.confidence == SPARSED_NEGATIVE_ENTROPY) {
    double entropy = 0.0;
    for (int i = threadIdx.x; i < p.parts; i += 32) {
      entropy += p.entropies[static_cast<int64_t>(row) * p.parts + i];
    }
    return warp_reduce(entropy, Sum{});
  }
  const double logit = __bfloat162float(p.logits[row * p.row_stride + of_row.drawn.token]);
  return tempered(logit - largest.best, p.softmax_temperature) / of_row.sum;
}

// Merges the parts of rows, a warp per row.
__global__ void __launch_bounds__(32) propose_rows(const Proposals p) {
  const int row = blockIdx.x;
  const Part of_row = merged(p.of_parts + static_cast<int64_t>(row) * p.parts, p.parts, p.softmax_temperature);
  const double answer = confidence(p, row, of_row);
  if (threadIdx.x == 0) {
    p.tokens[row] = of_row.drawn.token;
    p.confidences[row] = answer;
  }
}

int parts_of(int vocabulary) { return ceil_div(vocabulary, PART_LOGITS); }

}  // namespace
}  // namespace sparsed

using namespace sparsed;

size_t sparsed_propose_workspace(int rows, int vocabulary) {
  return rows <= 0 || vocabulary <= 0
             ? 0
             : static_cast<size_t>(rows) * parts_of(vocabulary) * (sizeof(Part) + sizeof(double));
}

int sparsed_propose(const void *logits, int64_t row_stride, const uint64_t *keys, int rows, int vocabulary,
                    int sampling, double temperature, int confidence, int64_t *tokens, double *confidences,
                    void *workspace, size_t workspace_bytes, sparsed_stream stream) {
  const bool noise = sampling != SPARSED_GREEDY && temperature > 0.0;
  const bool divided = noise && sampling == SPARSED_CATEGORICAL;
  if (!usable(logits) || row_stride % 8 != 0 || row_stride < vocabulary || rows <= 0 || vocabulary <= 0 ||
      sampling < SPARSED_GREEDY || sampling > SPARSED_CATEGORICAL || !(temperature >= 0.0) ||
      (noise && keys == nullptr) || confidence < SPARSED_PROBABILITY || confidence > SPARSED_NEGATIVE_ENTROPY ||
      tokens == nullptr || confidences == nullptr || !usable(workspace)) {
    return SPARSED_BAD_ARGUMENT;
  }
  if (workspace_bytes < sparsed_propose_workspace(rows, vocabulary)) {
    return SPARSED_WORKSPACE;
  }
  const int parts = parts_of(vocabulary);
  const double softmax_temperature = divided ? temperature : 1.0;
  const double scale = 1.4426950408889634 / softmax_temperature;
  auto *of_parts = static_cast<Part *>(workspace);
  const Proposals p{static_cast<const __nv_bfloat16 *>(logits),
                    row_stride,
                    keys,
                    rows,
                    vocabulary,
                    parts,
                    divided,
                    temperature,
                    softmax_temperature,
                    static_cast<float>(scale),
                    static_cast<float>(scale - static_cast<float>(scale)),
                    confidence,
                    tokens,
                    confidences,
                    of_parts,
                    reinterpret_cast<double *>(of_parts + static_cast<size_t>(rows) * parts)};
  const dim3 grid(rows, parts);
  const bool entropy = confidence == SPARSED_NEGATIVE_ENTROPY;
  const auto parts_kernel = noise ? (entropy ? propose_parts<true, true> : propose_parts<true, false>)
                                  : (entropy ? propose_parts<false, true> : propose_parts<false, false>);
  parts_kernel<<<grid, PART_THREADS, 0, cuda(stream)>>>(p);
  if (entropy) {
    entropy_parts<<<grid, PART_THREADS, 0, cuda(stream)>>>(p);
  }
  propose_rows<<<rows, 32, 0, cuda(stream)>>>(p);
  return cudaGetLastError();
}
