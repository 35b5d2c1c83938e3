// One of the two warpgroups that compute attention, 64 rows each, from what the producer brings.
#pragma once

#include "../hopper/wgmma.cuh"
#include "softmax.cuh"
#include "tile_sm90.cuh"

namespace sparsed {

// Barriers among some of a thread block's threads; number 0 is __syncthreads().
__device__ __forceinline__ void named_barrier_sync(int number, int threads) {
  asm volatile("bar.sync %0, %1;" ::"r"(number), "r"(threads) : "memory");
}

__device__ __forceinline__ void named_barrier_arrive(int number, int threads) {
  asm volatile("bar.arrive %0, %1;" ::"r"(number), "r"(threads) : "memory");
}

template <class T, int HEAD_DIM, int BLOCK>
class Consumer {
 public:
  __device__ __forceinline__ Consumer(const AttentionProblem &problem, SharedTile<T> &shared, int warpgroup)
      : problem_(problem), shared_(shared), warpgroup_(warpgroup) {}

  __device__ __forceinline__ void run(const CUtensorMap &output) {
    RingCursor buffer;
    int unreleased = -1;  // the buffer whose output is still being stored
    if (warpgroup_ == 1) {
      give_turn();
    }
    for (int index = blockIdx.x; index < query_tiles<T>(problem_); index += gridDim.x) {
      const QueryTile tile = query_tile<T>(problem_, index);
      barrier_wait(shared_address(&shared_.query_full[buffer.slot]), buffer.parity);
      const KeyLists &from = shared_.lists[buffer.slot];
      // The same for all lanes, and the compiler must see that it is.
      common_ = __shfl_sync(0xffffffffu, from.common, 0);
      own_ = __shfl_sync(0xffffffffu, from.tiles[warpgroup_], 0);
      other_ = __shfl_sync(0xffffffffu, from.tiles[1 - warpgroup_], 0);

      OnlineSoftmax softmax(problem_.scale);
      float out[HEAD_DIM / 2];
#pragma unroll
      for (int e = 0; e < HEAD_DIM / 2; e++) {
        out[e] = 0.0f;
      }
      if (own_ > 0) {
        attend(buffer.slot, softmax, out, unreleased);
      } else {
        release_queries(unreleased);
      }
      sit_out();
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

  // The products of a step are in flight while the step before it is weighed: QK(i), PV(i - 1), softmax(i), ...
  __device__ __forceinline__ void attend(int buffer, OnlineSoftmax &softmax, float (&out)[HEAD_DIM / 2],
                                         int &unreleased) {
    float scores[T::KEYS / 2];
    uint32_t weights[T::KEYS / 4];
    const uint64_t query = matrix_descriptor(shared_address(shared_.query[buffer]) + warpgroup_ * 64 * PANEL_ROW_BYTES);

    RingCursor key = claim(0);
    wait_for(key);
    take_turn();
    pin(scores);
    multiply_queries(query, key, scores);
    give_turn();
    wait_for_products<0>();
    pin(scores);
    mask(key, 0, scores);
    release(key, 0);
    softmax.raise_reference(scores);
    softmax.exponentiate(scores);
    pack(scores, weights);
    release_queries(unreleased);

#pragma unroll 1
    for (int step = 1; step < own_; step++) {
      key = claim(step);
      const RingCursor value = claim(step - 1);
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
      mask(key, step, scores);
      release(key, step);
      const bool moved = softmax.raise_reference(scores);
      softmax.exponentiate(scores);

      wait_for_products<0>();
      pin(out);
      pin(weights);
      release(value, step - 1);
      pack(scores, weights);
      if (moved) {
        scale_rows(out, softmax.factor[0], softmax.factor[1]);
      }
    }

    if (own_ < other_) {
      skip(1);  // the other's keys come before our last values
    }
    const RingCursor value = claim(own_ - 1);
    wait_for(value);
    pin(out);
    pin(weights);
    add_values(weights, value, out);
    wait_for_products<0>();
    pin(out);
    release(value, own_ - 1);
  }

  // While the other warpgroup has tiles of its own left, keeps in step with it: in the ring and in taking turns.
  __device__ __forceinline__ void sit_out() {
    if constexpr (T::OWN_LISTS) {
      if (own_ < other_) {
        skip(2 * (other_ - own_) - (own_ > 0 ? 1 : 0));
        for (int step = own_; step < other_; step++) {
          take_turn();
          give_turn();
        }
      }
    }
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

  // Leaves out keys past the end, and blocks that this warp's query block does not keep.
  __device__ __forceinline__ void mask(RingCursor key, int step, float (&scores)[T::KEYS / 2]) {
    if (step == 0 || step == common_) {
      const int columns = shared_.columns[key.slot];
      if (columns < T::KEYS) {
        mask_from(scores, columns);
      }
    }
    if constexpr (T::MASKED) {
      const uint32_t keepers = shared_.keepers[key.slot][warpgroup_] >> (warp() * 16 / BLOCK);
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
    named_barrier_sync(STORE_BARRIER + warpgroup_, 128);
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
    if (buffer >= 0 && threadIdx.x % 128 == 0) {
      wait_for_stores_to_read();
      barrier_arrive(shared_address(&shared_.query_empty[buffer]));
    }
    buffer = -1;
  }

  // The warpgroups issue their products in turns, so that one always weighs while the other multiplies.
  __device__ __forceinline__ void take_turn() { named_barrier_sync(TURN_BARRIER + warpgroup_, T::CONSUMERS); }

  __device__ __forceinline__ void give_turn() { named_barrier_arrive(TURN_BARRIER + 1 - warpgroup_, T::CONSUMERS); }

  // This warpgroup's stage of the next tiles in the ring, which are keys or values of `step`.
  __device__ __forceinline__ RingCursor claim(int step) {
    const bool pair = T::OWN_LISTS && step >= common_ && step < other_;
    if (pair && warpgroup_ == 1) {
      skip(1);
    }
    const RingCursor stage = stage_;
    skip(1);
    if (pair && warpgroup_ == 0) {
      skip(1);
    }
    return stage;
  }

  __device__ __forceinline__ void skip(int stages) {
    for (int i = 0; i < stages; i++) {
      stage_.advance<T::STAGES>();
    }
  }

  __device__ __forceinline__ void wait_for(RingCursor stage) {
    barrier_wait(shared_address(&shared_.full[stage.slot]), stage.parity);
  }

  // A stage is free again when both warpgroups have said so; this one speaks for both if the tile was its own.
  __device__ __forceinline__ void release(RingCursor stage, int step) {
    if (lane() == 0) {
      const int arrivals = T::OWN_LISTS && step >= common_ ? 2 : 1;
      barrier_arrive(shared_address(&shared_.empty[stage.slot]), arrivals);
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
  int common_ = 0;  // see KeyLists
  int own_ = 0;
  int other_ = 0;
};

}  // namespace sparsed
