// A consumer is one of two warpgroups; each computes 64 rows of attention from the tiles that the producers load.
#pragma once

#include "../hopper/wgmma.cuh"
#include "key_stages_sm90.cuh"
#include "query_rows_sm90.cuh"

namespace sparsed {

template <class T, int HEAD_DIM, int BLOCK>
class Consumer {
 public:
  __device__ __forceinline__ Consumer(const AttentionProblem &problem, SharedTile<T> &shared, int warpgroup)
      : problem_(problem),
        shared_(shared),
        warpgroup_(warpgroup),
        queries_(problem, shared, warpgroup),
        stages_(shared, warpgroup) {}

  __device__ __forceinline__ void run(const CUtensorMap &output) {
    if (warpgroup_ == 1) {
      give_turn();
    }
    for (int index = blockIdx.x; index < query_tiles<T>(problem_); index += gridDim.x) {
      const QueryTile tile = query_tile<T>(problem_, index);
      const KeySteps steps = queries_.next();
      Softmax softmax(problem_.score_scale(tile.head));
      float out[HEAD_DIM / 2];
#pragma unroll
      for (int e = 0; e < HEAD_DIM / 2; e++) {
        out[e] = 0.0f;
      }
      if (steps.all > 0) {
        attend(steps, softmax, out);
      } else {
        queries_.release_stored();
      }
      softmax.finish();
      queries_.write_log_sum_exp(tile, softmax);
      const float value_scale = problem_.value_scale(tile.head);
      scale_rows(out, softmax.normalizer(0) * value_scale, softmax.normalizer(1) * value_scale);
      queries_.store(tile, output, out);
    }
    wait_for_stores_to_read();  // the shared memory must outlive them
  }

 private:
  using Elements = typename T::Elements;
  using Softmax = typename Elements::Softmax;

  static constexpr int STEP_BYTES = Elements::DEPTH * Elements::BYTES;  // columns of a panel, the depth of one product
  static constexpr int WEIGHT_WORDS = T::KEYS * Elements::BYTES / 8;

  // The products of a tile run while the softmax of the tile before it is computed: QK(i), PV(i - 1), softmax(i), ...
  __device__ __forceinline__ void attend(const KeySteps &steps, Softmax &softmax, float (&out)[HEAD_DIM / 2]) {
    float scores[T::KEYS / 2];
    uint32_t weights[WEIGHT_WORDS];
    const uint64_t query = matrix_descriptor(queries_.address());

    const RingCursor key = stages_.next_keys(steps.pairs > 0);
    stages_.wait_for(key);
    take_turn();
    pin(scores);
    multiply_queries(query, key, scores);
    give_turn();
    wait_for_products<0>();
    pin(scores);
    mask(key, scores);
    stages_.release(key);
    mask_padding(steps, 0, scores);
    softmax.raise_reference(scores);
    softmax.exponentiate(scores);
    Elements::pack(scores, weights);
    queries_.release_stored();

    if constexpr (Elements::AHEAD) {
      uint32_t others[WEIGHT_WORDS];
      int i = 1;
#pragma unroll 1
      for (; i + 1 < steps.all; i += 2) {
        step(i, steps, softmax, query, weights, others, scores, out);
        step(i + 1, steps, softmax, query, others, weights, scores, out);
      }
      if (i < steps.all) {
        step(i, steps, softmax, query, weights, others, scores, out);
        finish(steps, others, out);
        return;
      }
    } else {
#pragma unroll 1
      for (int i = 1; i < steps.all; i++) {
        step(i, steps, softmax, query, weights, weights, scores, out);
      }
    }
    finish(steps, weights, out);
  }

  // Step i, with the weights of the step before it; leaves its own in `next`. With AHEAD, `next` is another array than
  // `weights`: it is written while products still read those. i is a reference, for by value it changes what the
  // compiler makes of bf16.
  __device__ __forceinline__ void step(const int &i, const KeySteps &steps, Softmax &softmax, uint64_t query,
                                       uint32_t (&weights)[WEIGHT_WORDS], uint32_t (&next)[WEIGHT_WORDS],
                                       float (&scores)[T::KEYS / 2], float (&out)[HEAD_DIM / 2]) {
    const RingCursor key = stages_.next_keys(i < steps.pairs);
    const RingCursor value = stages_.next_values(i - 1 < steps.pairs);
    stages_.wait_for(key);
    take_turn();
    pin(scores);
    pin(out);
    pin(weights);
    multiply_queries(query, key, scores);
    stages_.wait_for(value);
    add_values(weights, value, out);
    give_turn();

    wait_for_products<1>();
    pin(scores);
    mask(key, scores);
    stages_.release(key);
    if (T::TWO_LISTS && i <= steps.empty) {
      mask_padding(steps, i, scores);
    }
    bool moved;
    if constexpr (Elements::AHEAD) {
      moved = softmax.weigh(scores, [&](int first, const float(&some)[8]) { Elements::pack(some, first, next); });
      part_instructions(problem_.head_dim);
      finish_values(value, weights, out);
    } else {
      moved = softmax.raise_reference(scores);
      softmax.exponentiate(scores);
      finish_values(value, weights, out);
      Elements::pack(scores, next);
    }
    if (moved) {
      scale_rows(out, softmax.factor[0], softmax.factor[1]);
    }
  }

  // The last product, after the steps.
  __device__ __forceinline__ void finish(const KeySteps &steps, uint32_t (&weights)[WEIGHT_WORDS],
                                         float (&out)[HEAD_DIM / 2]) {
    const RingCursor value = stages_.next_values(steps.all - 1 < steps.pairs);
    stages_.wait_for(value);
    pin(out);
    pin(weights);
    add_values(weights, value, out);
    finish_values(value, weights, out);
  }

  // Waits for the products of the values; then their stage, the weights and the output are free.
  __device__ __forceinline__ void finish_values(RingCursor value, uint32_t (&weights)[WEIGHT_WORDS],
                                                float (&out)[HEAD_DIM / 2]) {
    wait_for_products<0>();
    pin(out);
    pin(weights);
    stages_.release(value);
  }

  // scores [64, KEYS] = this warpgroup's queries times the keys of the stage.
  __device__ __forceinline__ void multiply_queries(uint64_t query, RingCursor key, float (&scores)[T::KEYS / 2]) {
    const uint64_t keys = matrix_descriptor(shared_address(shared_.ring[key.slot]));
    begin_products();
#pragma unroll
    for (int step = 0; step < HEAD_DIM / Elements::DEPTH; step++) {
      const int panel = step / 4;
      const int within = step % 4 * STEP_BYTES;
      Elements::multiply(scores, query + ((panel * T::QUERY_PANEL_BYTES + within) >> 4),
               keys + ((panel * T::KEY_PANEL_BYTES + within) >> 4), step > 0);
    }
    commit_products();
  }

  // out [64, HEAD_DIM] += weights times the values of the stage.
  __device__ __forceinline__ void add_values(const uint32_t (&weights)[WEIGHT_WORDS], RingCursor value,
                                             float (&out)[HEAD_DIM / 2]) {
    const uint64_t values = Elements::VALUES_BY_CHANNEL
                                ? matrix_descriptor(shared_address(shared_.ring[value.slot]))
                                : matrix_descriptor(shared_address(shared_.ring[value.slot]), T::KEY_PANEL_BYTES);
    begin_products();
#pragma unroll
    for (int step = 0; step < T::KEYS / Elements::DEPTH; step++) {
      const int bytes = Elements::VALUES_BY_CHANNEL ? step * STEP_BYTES : step * Elements::DEPTH * PANEL_ROW_BYTES;
      Elements::multiply_add(out, &weights[4 * step], values + (bytes >> 4));
    }
    commit_products();
  }

  // Masks the columns without a key: all of a tile without keys, and the last ones of the first tile with keys.
  __device__ __forceinline__ static void mask_padding(const KeySteps &steps, int step, float (&scores)[T::KEYS / 2]) {
    const int columns = step < steps.empty ? 0 : steps.columns;
    if (columns < T::KEYS) {
      mask_from(scores, columns);
    }
  }

  // Masks the key blocks of this warpgroup's list that this warp's query block does not keep.
  __device__ __forceinline__ void mask(RingCursor key, float (&scores)[T::KEYS / 2]) {
    if constexpr (T::MASKED) {
      const uint32_t keepers = from_first_lane(shared_.keepers[key.slot][warpgroup_]) >> (warp() * 16 / BLOCK);
      unsigned kept = 0;
#pragma unroll
      for (int slot = 0; slot < T::SLOTS; slot++) {
        kept |= (keepers >> 4 * slot & 1) << slot;
      }
      if (kept != (1u << T::SLOTS) - 1) {
        mask_blocks<BLOCK>(scores, kept);
      }
    }
  }

  // The warpgroups issue their products in turns, so that one computes its softmax while the other multiplies.
  __device__ __forceinline__ void take_turn() { turn_of(warpgroup_).sync(); }

  __device__ __forceinline__ void give_turn() { turn_of(1 - warpgroup_).arrive(); }

  __device__ __forceinline__ static NamedBarrier turn_of(int warpgroup) {
    return {TURN_BARRIER + warpgroup, T::CONSUMERS};
  }

  __device__ __forceinline__ static int warp() { return static_cast<int>(threadIdx.x / 32 % 4); }

  static constexpr int TURN_BARRIER = 1;  // the number of warpgroup 0's barrier; 2 is warpgroup 1's

  const AttentionProblem &problem_;
  SharedTile<T> &shared_;
  int warpgroup_;
  QueryRows<T, HEAD_DIM> queries_;
  KeyStages<T> stages_;
};

}  // namespace sparsed
