// The query rows of a warpgroup in shared memory, and the output that takes their place.
#pragma once

#include "../named_barrier.cuh"
#include "softmax.cuh"
#include "tile_sm90.cuh"

namespace sparsed {

// QueryRows walks the buffers of queries for one warpgroup. All of its threads call every method together.
template <class T, int HEAD_DIM>
class QueryRows {
 public:
  __device__ __forceinline__ QueryRows(const AttentionProblem &problem, SharedTile<T> &shared, int warpgroup)
      : problem_(problem), shared_(shared), warpgroup_(warpgroup) {}

  // Waits for the next queries and returns the steps in which their keys come.
  __device__ __forceinline__ KeySteps next() {
    buffer_ = next_;
    next_.advance<T::QUERY_BUFFERS>();
    barrier_wait(shared_address(&shared_.query_full[buffer_.slot]), buffer_.parity);
    const KeySteps &steps = shared_.steps[buffer_.slot][T::TWO_LISTS ? warpgroup_ : 0];
    return {from_first_lane(steps.all), from_first_lane(steps.pairs), from_first_lane(steps.empty),
            from_first_lane(steps.columns)};
  }

  __device__ __forceinline__ uint32_t address() const {
    return shared_address(shared_.query[buffer_.slot]) + warpgroup_ * 64 * PANEL_ROW_BYTES;
  }

  __device__ __forceinline__ void write_log_sum_exp(QueryTile tile,
                                                    const typename T::Elements::Softmax &softmax) const {
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

  // Starts to store the output from the place of the queries: only this warpgroup reads these rows.
  __device__ __forceinline__ void store(QueryTile tile, const CUtensorMap &output, const float (&out)[HEAD_DIM / 2]) {
    const int row = warp() * 16 + lane() % 16;
#pragma unroll
    for (int j = 0; j < HEAD_DIM / 8; j += 2) {
      const int chunk = j + lane() / 16;
      const uint32_t place =
          address() + row * PANEL_ROW_BYTES + chunk / 8 * T::QUERY_PANEL_BYTES + ((chunk % 8 ^ row % 8) << 4);
      asm volatile("stmatrix.sync.aligned.m8n8.x4.shared.b16 [%0], {%1, %2, %3, %4};" ::"r"(place),
                   "r"(pack_bf16(out[4 * j], out[4 * j + 1])), "r"(pack_bf16(out[4 * j + 2], out[4 * j + 3])),
                   "r"(pack_bf16(out[4 * j + 4], out[4 * j + 5])), "r"(pack_bf16(out[4 * j + 6], out[4 * j + 7]))
                   : "memory");
    }
    publish_shared_writes();
    NamedBarrier{STORE_BARRIER + warpgroup_, 128}.sync();
    if (threadIdx.x % 128 == 0) {
#pragma unroll
      for (int panel = 0; panel < T::OUTPUT_PANELS; panel++) {
        store_box(output, {panel * PANEL_COLUMNS, tile.first_row + warpgroup_ * 64, tile.head},
                  address() + panel * T::QUERY_PANEL_BYTES);
      }
      commit_stores();
    }
    stored_ = buffer_.slot;
    if (T::QUERY_BUFFERS == 1) {
      release_stored();
    }
  }

  // Frees the last buffer that was stored from for the next queries. With several buffers, this comes late enough not
  // to wait for the copy engine, and early enough for the queries to arrive in time.
  __device__ __forceinline__ void release_stored() {
    if (stored_ >= 0 && lane() == 0) {
      if (warp() == 0) {
        wait_for_stores_to_read();
      }
      barrier_arrive(shared_address(&shared_.query_empty[stored_]));
    }
    stored_ = -1;
  }

 private:
  __device__ __forceinline__ static int lane() { return static_cast<int>(threadIdx.x % 32); }
  __device__ __forceinline__ static int warp() { return static_cast<int>(threadIdx.x / 32 % 4); }

  static constexpr int STORE_BARRIER = 3;  // the number of warpgroup 0's barrier; 4 is warpgroup 1's

  const AttentionProblem &problem_;
  SharedTile<T> &shared_;
  int warpgroup_;
  RingCursor next_;
  RingCursor buffer_;  // the buffer of the current queries
  int stored_ = -1;    // the buffer that is being stored from, or -1
};

}  // namespace sparsed
