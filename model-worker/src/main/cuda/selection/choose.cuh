// Turns the logarithms of a tile of query rows into the rows' part of the pattern.
#pragma once

#include "fold.cuh"
#include "kth_largest.cuh"

namespace sparsed {

// Four or eight warps with their shared memory and their slot of the workspace.
template <int THREADS>
struct RowGroup {
  int thread;  // 0 ... THREADS - 1
  NamedBarrier barrier;
  float (*row_logs)[TILE];  // shared memory: over all keys, over the generation's keys
  uint32_t (*counts)[256];  // shared memory
  float *logs;              // [blocks][128]
};

// Keeps the blocks of a larger importance than `value`, and those of an equal one up to index `last_equal`.
struct Threshold {
  uint32_t value;
  int last_equal;

  __device__ __forceinline__ bool keeps(uint32_t importance, int block) const {
    return importance > value || (importance == value && block <= last_equal);
  }
};

// Returns an integer that orders importances as their values do; NaN counts as zero.
__device__ __forceinline__ uint32_t ordered(float importance) {
  return importance > 0.0f ? __float_as_uint(importance) : 0u;
}

template <int THREADS>
__device__ __forceinline__ Threshold threshold(const RowGroup<THREADS> &group, const float *importances, int blocks,
                                               int keep) {
  const auto importance = [=](int block) { return ordered(importances[block]); };
  const Kth kth = kth_largest<THREADS>(importance, blocks, keep, group.thread, group.barrier, *group.counts);
  const int wanted = keep - kth.above;
  if (wanted == kth.equal) {
    return {kth.value, blocks};
  }
  // Among equals the lowest indices win.
  const auto low_index = [=](int block) { return importance(block) == kth.value ? ~static_cast<uint32_t>(block) : 0u; };
  return {kth.value,
          static_cast<int>(
              ~kth_largest<THREADS>(low_index, blocks, wanted, group.thread, group.barrier, *group.counts).value)};
}

// Sums the softmax weights of blocks first ... end - 1 over the rows of each query block.
// importances [TILE / BLOCK][blocks]; a row whose logarithm is infinite weighs nothing.
template <int BLOCK, int THREADS>
__device__ __forceinline__ void weigh(const RowGroup<THREADS> &group, const float (&row_logs)[TILE], int first, int end,
                                      int blocks, float *importances) {
  constexpr int AT_ONCE = 8;  // reads on their way at once
  constexpr int WARPS = THREADS / 32;
  const int lane = group.thread % 32;
  const float4 log = *reinterpret_cast<const float4 *>(row_logs + 4 * lane);
  float *own = importances + static_cast<size_t>(4 * lane / BLOCK) * blocks;
#pragma unroll 1
  for (int block = first + group.thread / 32 * AT_ONCE; block < end; block += WARPS * AT_ONCE) {
    float4 of_block[AT_ONCE];
#pragma unroll
    for (int i = 0; i < AT_ONCE; i++) {
      const int read = min(block + i, end - 1);
      of_block[i] = __ldcg(reinterpret_cast<const float4 *>(group.logs + static_cast<size_t>(read) * TILE) + lane);
    }
#pragma unroll
    for (int i = 0; i < AT_ONCE; i++) {
      float weight = (exp2_approximate(of_block[i].x - log.x) + exp2_approximate(of_block[i].y - log.y)) +
                     (exp2_approximate(of_block[i].z - log.z) + exp2_approximate(of_block[i].w - log.w));
#pragma unroll
      for (int lanes = 1; lanes < BLOCK / 4; lanes *= 2) {
        weight += __shfl_xor_sync(~0u, weight, lanes);
      }
      if (4 * lane % BLOCK == 0 && block + i < end) {
        own[block + i] = weight;
      }
    }
  }
}

// Ends the work on 128 query rows: `rows` are the lane's sums of rows 0 ... 63 and 64 ... 127 or, with eight warps,
// of the half that the thread's warpgroup owns. When it returns, slot and shared memory may be written again.
template <int BLOCK, int THREADS>
__device__ __forceinline__ void choose(const SelectionProblem &problem, const RowGroup<THREADS> &group, int head,
                                       int row_tile, const RowSums (&rows)[256 / THREADS]) {
  constexpr int QUERY_BLOCKS = TILE / BLOCK;
  const int blocks = problem.blocks();
  float *const all = group.logs + static_cast<size_t>(blocks) * TILE;
  float *const generation = all + static_cast<size_t>(QUERY_BLOCKS) * blocks;
#pragma unroll
  for (int half = 0; half < 256 / THREADS; half++) {
    const int row = (half + group.thread / 128) * (TILE / 2) + row_of_lane();
    const bool real = row_tile * TILE + row < problem.tokens;
    const float of_all = log_of_whole_row<BLOCK>(rows[half].all);
    const float of_generation = log_of_whole_row<BLOCK>(rows[half].generation);
    if (lane_speaks_for_row()) {
      group.row_logs[0][row] = real ? of_all : INFINITY;
      group.row_logs[1][row] = real ? of_generation : INFINITY;
    }
  }
  group.barrier.sync();
  if (problem.last > 0) {
    weigh<BLOCK>(group, group.row_logs[0], 0, blocks, blocks, all);
  }
  weigh<BLOCK>(group, group.row_logs[1], problem.last, blocks, blocks, generation);
  group.barrier.sync();

  const int query_blocks = min(QUERY_BLOCKS, blocks - row_tile * QUERY_BLOCKS);
#pragma unroll 1
  for (int i = 0; i < query_blocks; i++) {
    const float *prompt_row = all + static_cast<size_t>(i) * blocks;
    const float *generation_row = generation + static_cast<size_t>(i) * blocks + problem.last;
    Threshold in_prompt{};
    if (problem.last > 0) {
      in_prompt = threshold(group, prompt_row, blocks, problem.keep);
    }
    const Threshold in_generation = threshold(group, generation_row, blocks - problem.last, problem.keep_last);
    const int halves = 2 * problem.words();
    uint32_t *const bits =
        problem.pattern + (static_cast<size_t>(head) * blocks + row_tile * QUERY_BLOCKS + i) * halves;
    for (int half = group.thread / 32; half < halves; half += THREADS / 32) {
      const int block = half * 32 + group.thread % 32;
      bool kept = false;
      if (block < problem.last) {
        kept = in_prompt.keeps(ordered(prompt_row[block]), block);
      } else if (block < blocks) {
        kept = in_generation.keeps(ordered(generation_row[block - problem.last]), block - problem.last);
      }
      const uint32_t word = __ballot_sync(~0u, kept);
      if (group.thread % 32 == 0) {
        bits[half] = word;
      }
    }
  }
  group.barrier.sync();
}

}  // namespace sparsed
