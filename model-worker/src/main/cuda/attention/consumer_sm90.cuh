// A warpgroup that computes 64 rows of attention from what the producer brings.
#pragma once

#include "../hopper/wgmma.cuh"
#include "../named_barrier.cuh"
#include "softmax.cuh"
#include "tile_sm90.cuh"

namespace sparsed {

template <class T, int HEAD_DIM, int BLOCK>
class Consumer {
 public:
  __device__ __forceinline__ Consumer(const AttentionProblem &problem, SharedTile<T> &shared, int warpgroup)
      : problem_(problem), shared_(shared), warpgroup_(warpgroup) {}

  __device__ __forceinline__ void run(const CUtensorMap &output) {
    RingCursor buffer;
    int unreleased = -1;  // the buffer whose output is still being stored
    if (T::WARPGROUPS == 2 && warpgroup_ == 1) {
      give_turn();
    }
    for (int index = blockIdx.x; index < query_tiles<T>(problem_); index += gridDim.x) {
      const QueryTile tile = query_tile<T>(problem_, index);
      barrier_wait(shared_address(&shared_.query_full[buffer.slot]), buffer.parity);
      const int tiles = from_first_lane(shared_.list[buffer.slot].tiles);
      const int first_columns = from_first_lane(shared_.list[buffer.slot].first_columns);

      OnlineSoftmax softmax(problem_.scale);
      float out[HEAD_DIM / 2];
#pragma unroll
      for (int e = 0; e < HEAD_DIM / 2; e++) {
        out[e] = 0.0f;
      }
      if (tiles > 0) {
        attend(buffer.slot, tiles, first_columns, softmax, out, unreleased);
      } else {
        release_queries(unreleased);
      }
      softmax.finish();
      write_log_sum_exp(tile, softmax);
      store(tile, buffer.slot, output, softmax, out);
      unreleased = buffer.slot;
      buffer.advance<T::QUERY_BUFFERS>();
    }
    wait_for_stores_to_read();  // the shared memory must outlive them
  }

 private:
  static constexpr int STEP_BYTES = 16 * 2;  // of 16 columns, the depth of a product, within a panel

  // The products of a tile are in flight while the tile before it is weighed: QK(i), PV(i - 1), softmax(i), ...
  __device__ __forceinline__ void attend(int buffer, int tiles, int first_columns, OnlineSoftmax &softmax,
                                         float (&out)[HEAD_DIM / 2], int &unreleased) {
    float scores[T::KEYS / 2];
    uint32_t weights[T::KEYS / 4];
    const uint64_t query = matrix_descriptor(shared_address(shared_.query[buffer]) + warpgroup_ * 64 * PANEL_ROW_BYTES);

    RingCursor key = next_stage();
    wait_for(key);
    take_turn();
    pin(scores);
    multiply_queries(query, key, scores);
    give_turn();
    wait_for_products<0>();
    pin(scores);
    mask(key, scores);
    release(key);
    if (first_columns < T::KEYS) {
      mask_from(scores, first_columns);
    }
    softmax.raise_reference(scores);
    softmax.exponentiate(scores);
    pack(scores, weights);
    release_queries(unreleased);

#pragma unroll 1
    for (int i = 1; i < tiles; i++) {
      key = next_stage();
      const RingCursor value = next_stage();
      wait_for(key);
      take_turn();
      pin(scores);
      pin(out);
      pin(weights);
      multiply_queries(query, key, scores);
      wait_for(value);
      add_values(weights, value, out);
      give_turn();

      wait_for_products<1>();
      pin(scores);
      mask(key, scores);
      release(key);
      const bool moved = softmax.raise_reference(scores);
      softmax.exponentiate(scores);

      wait_for_products<0>();
      pin(out);
      pin(weights);
      release(value);
      pack(scores, weights);
      if (moved) {
        scale_rows(out, softmax.factor[0], softmax.factor[1]);
      }
    }

    const RingCursor value = next_stage();
    wait_for(value);
    pin(out);
    pin(weights);
    add_values(weights, value, out);
    wait_for_products<0>();
    pin(out);
    release(value);
  }

  // scores [64, KEYS] = this warpgroup's queries times the keys of the stage.
  __device__ __forceinline__ void multiply_queries(uint64_t query, RingCursor key, float (&scores)[T::KEYS / 2]) {
    const uint64_t keys = matrix_descriptor(shared_address(shared_.ring[key.slot]));
    begin_products();
#pragma unroll
    for (int step = 0; step < HEAD_DIM / 16; step++) {
      const int panel = step / 4;
      const int within = step % 4 * STEP_BYTES;
      multiply(scores, query + ((panel * T::QUERY_PANEL_BYTES + within) >> 4),
               keys + ((panel * T::KEY_PANEL_BYTES + within) >> 4), step > 0);
    }
    commit_products();
  }

  // out [64, HEAD_DIM] += weights times the values of the stage.
  __device__ __forceinline__ void add_values(const uint32_t (&weights)[T::KEYS / 4], RingCursor value,
                                             float (&out)[HEAD_DIM / 2]) {
    const uint64_t values = matrix_descriptor(shared_address(shared_.ring[value.slot]), T::KEY_PANEL_BYTES);
    begin_products();
#pragma unroll
    for (int step = 0; step < T::KEYS / 16; step++) {
      multiply_add(out, &weights[4 * step], values + ((step * 16 * PANEL_ROW_BYTES) >> 4));
    }
    commit_products();
  }

  // An accumulator's layout, pair by pair, is that of a product's left operand.
  __device__ __forceinline__ static void pack(const float (&scores)[T::KEYS / 2], uint32_t (&weights)[T::KEYS / 4]) {
#pragma unroll
    for (int e = 0; e < T::KEYS / 4; e++) {
      weights[e] = pack_bf16(scores[2 * e], scores[2 * e + 1]);
    }
  }

  __device__ __forceinline__ static void scale_rows(float (&out)[HEAD_DIM / 2], float first, float second) {
#pragma unroll
    for (int e = 0; e < HEAD_DIM / 2; e++) {
      out[e] *= e % 4 < 2 ? first : second;
    }
  }

  // Leaves out the blocks of a shared list that this warp's query block does not keep.
  __device__ __forceinline__ void mask(RingCursor key, float (&scores)[T::KEYS / 2]) {
    if constexpr (T::SHARED_LIST) {
      const uint32_t keepers = from_first_lane(shared_.keepers[key.slot]) >> (warp() * 16 / BLOCK);
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

  __device__ __forceinline__ void write_log_sum_exp(QueryTile tile, const OnlineSoftmax &softmax) {
    if (problem_.lse == nullptr || threadIdx.x % 4 != 0) {
      return;
    }
#pragma unroll
    for (int i = 0; i < 2; i++) {
      const int row = tile.first_row + warpgroup_ * 64 + warp() * 16 + lane() / 4 + 8 * i;
      if (row < problem_.query_tokens) {
        problem_.lse[static_cast<int64_t>(tile.head) * problem_.query_tokens + row] = softmax.log_sum_exp(i);
      }
    }
  }

  // Through the shared memory of the queries, of which this warpgroup alone has read its rows.
  __device__ __forceinline__ void store(QueryTile tile, int buffer, const CUtensorMap &output,
                                        const OnlineSoftmax &softmax, float (&out)[HEAD_DIM / 2]) {
    scale_rows(out, softmax.normalizer(0), softmax.normalizer(1));
    const uint32_t rows = shared_address(shared_.query[buffer]) + warpgroup_ * 64 * PANEL_ROW_BYTES;
    const int row = warp() * 16 + lane() % 16;
#pragma unroll
    for (int j = 0; j < HEAD_DIM / 8; j += 2) {
      const int chunk = j + lane() / 16;
      const uint32_t address =
          rows + row * PANEL_ROW_BYTES + chunk / 8 * T::QUERY_PANEL_BYTES + ((chunk % 8 ^ row % 8) << 4);
      asm volatile("stmatrix.sync.aligned.m8n8.x4.shared.b16 [%0], {%1, %2, %3, %4};" ::"r"(address),
                   "r"(pack_bf16(out[4 * j], out[4 * j + 1])), "r"(pack_bf16(out[4 * j + 2], out[4 * j + 3])),
                   "r"(pack_bf16(out[4 * j + 4], out[4 * j + 5])), "r"(pack_bf16(out[4 * j + 6], out[4 * j + 7]))
                   : "memory");
    }
    publish_shared_writes();
    NamedBarrier{STORE_BARRIER + warpgroup_, 128}.sync();
    if (threadIdx.x % 128 == 0) {
#pragma unroll
      for (int panel = 0; panel < T::PANELS; panel++) {
        store_box(output, {panel * PANEL_COLUMNS, tile.first_row + warpgroup_ * 64, tile.head},
                  rows + panel * T::QUERY_PANEL_BYTES);
      }
      commit_stores();
    }
  }

  // Late enough not to wait for the copy engine, early enough for the next queries but one to arrive in time.
  __device__ __forceinline__ void release_queries(int &buffer) {
    if (T::QUERY_BUFFERS > 1 && buffer >= 0 && lane() == 0) {
      if (warp() == 0) {
        wait_for_stores_to_read();
      }
      barrier_arrive(shared_address(&shared_.query_empty[buffer]));
    }
    buffer = -1;
  }

  // What the producer has written is read by the lane that tells it when to overwrite it; the same for all lanes.
  template <typename Word>
  __device__ __forceinline__ static Word from_first_lane(const Word &shared) {
    Word word = 0;
    if (lane() == 0) {
      word = shared;
    }
    return __shfl_sync(0xffffffffu, word, 0);
  }

  // Two warpgroups issue their products in turns, so that one always weighs while the other multiplies.
  __device__ __forceinline__ void take_turn() {
    if (T::WARPGROUPS == 2) {
      turn_of(warpgroup_).sync();
    }
  }

  __device__ __forceinline__ static NamedBarrier turn_of(int warpgroup) {
    return {TURN_BARRIER + warpgroup, T::CONSUMERS};
  }

  __device__ __forceinline__ void give_turn() {
    if (T::WARPGROUPS == 2) {
      turn_of(1 - warpgroup_).arrive();
    }
  }

  __device__ __forceinline__ RingCursor next_stage() {
    const RingCursor stage = stage_;
    stage_.advance<T::STAGES>();
    return stage;
  }

  __device__ __forceinline__ void wait_for(RingCursor stage) {
    barrier_wait(shared_address(&shared_.full[stage.slot]), stage.parity);
  }

  __device__ __forceinline__ void release(RingCursor stage) {
    if (lane() == 0) {
      barrier_arrive(shared_address(&shared_.empty[stage.slot]));
    }
  }

  __device__ __forceinline__ static int lane() { return static_cast<int>(threadIdx.x % 32); }
  __device__ __forceinline__ static int warp() { return static_cast<int>(threadIdx.x / 32 % 4); }

  static constexpr int TURN_BARRIER = 1;
  static constexpr int STORE_BARRIER = 3;

  const AttentionProblem &problem_;
  SharedTile<T> &shared_;
  int warpgroup_;
  RingCursor stage_;
};

}  // namespace sparsed
