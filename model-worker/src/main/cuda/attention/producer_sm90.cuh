// The warp that brings queries, keys and values into shared memory.
#pragma once

#include "pattern_walk.cuh"
#include "tile_sm90.cuh"

namespace sparsed {

template <class T, int BLOCK>
class Producer {
 public:
  __device__ __forceinline__ Producer(const AttentionProblem &problem, SharedTile<T> &shared, const CUtensorMap &query,
                                      const CUtensorMap &key, const CUtensorMap &value)
      : problem_(problem), shared_(shared), query_(query), key_(key), value_(value) {}

  __device__ __forceinline__ void run() {
    RingCursor buffer{0, 1};
    for (int index = blockIdx.x; index < query_tiles<T>(problem_); index += gridDim.x) {
      const QueryTile queries = query_tile<T>(problem_, index);
      start_queries(buffer, queries);
      Walk walk(problem_.pattern, queries.head, queries.first_row / BLOCK);
      const int blocks = walk.count();
      const int in_first = blocks == 0 ? 0 : (blocks - 1) % T::SLOTS + 1;  // the other tiles are full
      KeyTile keys = gather(walk, in_first);
      announce(buffer, (blocks + T::SLOTS - 1) / T::SLOTS, in_first * BLOCK - max(0, keys.end - problem_.key_tokens));
      buffer.advance<T::QUERY_BUFFERS>();

      const int kv_head = problem_.kv_head(queries.head);
      int values_at = 0;
      for (int left = blocks - in_first; blocks > 0; left -= T::SLOTS) {
        load(key_, {0, keys.token, kv_head}, keys.keepers);
        if (left < blocks - in_first) {
          load(value_, {0, values_at, kv_head}, 0);
        }
        values_at = keys.token;
        if (left == 0) {
          load(value_, {0, values_at, kv_head}, 0);
          break;
        }
        keys = gather(walk, T::SLOTS);
      }
    }
  }

 private:
  using Walk = PatternWalk<T::QUERY_BLOCKS>;

  struct KeyTile {
    int token;         // where this lane's box begins
    int end;           // of the last block
    uint32_t keepers;  // see SharedTile
  };

  // The next blocks of the walk, in ascending order, so that what lies past the last key comes last.
  __device__ __forceinline__ KeyTile gather(Walk &walk, int blocks) const {
    KeyTile tile{problem_.key_tokens, 0, 0};  // a slot without a block reads past the end: zeros
#pragma unroll
    for (int slot = T::SLOTS - 1; slot >= 0; slot--) {
      if (slot < blocks) {
        const int token = walk.next() * BLOCK;
        if (slot == blocks - 1) {
          tile.end = token + BLOCK;
        }
        if (lane() % T::SLOTS == slot) {
          tile.token = token;
        }
        if constexpr (T::SHARED_LIST) {
          tile.keepers |= walk.keepers() << 4 * slot;
        }
      }
    }
    return tile;
  }

  __device__ __forceinline__ void start_queries(RingCursor buffer, QueryTile tile) {
    barrier_wait(shared_address(&shared_.query_empty[buffer.slot]), buffer.parity);
    if (lane() < T::PANELS) {
      load_box(shared_address(shared_.query[buffer.slot]) + lane() * T::QUERY_PANEL_BYTES, query_,
               {lane() * PANEL_COLUMNS, tile.first_row, tile.head}, shared_address(&shared_.query_full[buffer.slot]),
               leave_l2_first());
    }
  }

  // The queries may have arrived by now; their phase stays open until this.
  __device__ __forceinline__ void announce(RingCursor buffer, int key_tiles, int first_columns) {
    if (lane() == 0) {
      shared_.list[buffer.slot] = {key_tiles, first_columns};
      barrier_arrive_expecting(shared_address(&shared_.query_full[buffer.slot]), T::QUERY_BYTES);
    }
  }

  // Every lane's box of a tile of keys or values, at the lane's own token.
  __device__ __forceinline__ void load(const CUtensorMap &map, BoxOrigin from, uint32_t keepers) {
    const uint32_t full = shared_address(&shared_.full[stage_.slot]);
    barrier_wait(shared_address(&shared_.empty[stage_.slot]), stage_.parity);
    if (lane() == 0) {
      if constexpr (T::SHARED_LIST) {
        shared_.keepers[stage_.slot] = keepers;
      }
      barrier_arrive_expecting(full, T::KEY_BYTES);
    }
    __syncwarp();
    if (lane() < T::SLOTS * T::PANELS) {
      const int panel = lane() / T::SLOTS;
      const int slot = lane() % T::SLOTS;
      from.column = panel * PANEL_COLUMNS;
      load_box(shared_address(shared_.ring[stage_.slot]) + panel * T::KEY_PANEL_BYTES + slot * BLOCK * PANEL_ROW_BYTES,
               map, from, full, l2_policy_);
    }
    stage_.advance<T::STAGES>();
  }

  __device__ __forceinline__ static int lane() { return static_cast<int>(threadIdx.x % 32); }

  const AttentionProblem &problem_;
  SharedTile<T> &shared_;
  const CUtensorMap &query_;
  const CUtensorMap &key_;
  const CUtensorMap &value_;
  RingCursor stage_{0, 1};  // a fresh stage is empty
  uint64_t l2_policy_ = keep_in_l2();
};

}  // namespace sparsed
