// The warp that brings queries, keys and values into shared memory.
#pragma once

#include "pattern_walk.cuh"
#include "tile_sm90.cuh"

namespace sparsed {

// Of a tile of keys: where this lane's box begins, and what SharedTile says of it.
struct KeyTile {
  int token;
  int columns;
  uint32_t keepers[2];
};

// A part of the key blocks, to be had tile by tile. The first tile takes what does not fill one.
template <class T, int BLOCK, Kept KEPT>
class TileList {
 public:
  __device__ __forceinline__ TileList(const PatternRows<T::QUERY_BLOCKS> &rows, int blocks)
      : walk_(rows), next_blocks_(blocks == 0 ? 0 : (blocks - 1) % T::SLOTS + 1) {}

  // Blocks are in ascending order, so that what lies past the last key comes last.
  __device__ __forceinline__ KeyTile next(int key_tokens) {
    KeyTile tile{key_tokens, next_blocks_ * BLOCK, {0, 0}};  // a slot without a block reads past the end: zeros
#pragma unroll
    for (int slot = T::SLOTS - 1; slot >= 0; slot--) {
      if (slot < next_blocks_) {
        const int token = walk_.next() * BLOCK;
        if (slot == next_blocks_ - 1) {
          tile.columns -= max(0, token + BLOCK - key_tokens);
        }
        if (threadIdx.x % T::SLOTS == slot) {
          tile.token = token;
        }
        if constexpr (T::MASKED) {
          const unsigned keepers = walk_.keepers();
          tile.keepers[0] |= (keepers & ((1u << T::QUERY_BLOCKS / 2) - 1)) << 4 * slot;
          tile.keepers[1] |= (keepers >> T::QUERY_BLOCKS / 2) << 4 * slot;
        }
      }
    }
    next_blocks_ = T::SLOTS;
    return tile;
  }

 private:
  PatternWalk<T::QUERY_BLOCKS, KEPT> walk_;
  int next_blocks_;
};

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
      const PatternRows<T::QUERY_BLOCKS> rows(problem_.pattern, queries.head, queries.first_row / BLOCK);
      const int both = rows.template count<Kept::BY_BOTH>();
      const int first = T::OWN_LISTS ? rows.template count<Kept::BY_FIRST>() : 0;
      const int second = T::OWN_LISTS ? rows.template count<Kept::BY_SECOND>() : 0;
      const int common = ceil_div(both, T::SLOTS);
      const KeyLists lists{common, {common + ceil_div(first, T::SLOTS), common + ceil_div(second, T::SLOTS)}};
      announce(buffer, lists);
      buffer.advance<T::QUERY_BUFFERS>();

      kv_head_ = problem_.kv_head(queries.head);
      int token = 0;  // of the tile whose values are due
      TileList<T, BLOCK, Kept::BY_BOTH> shared_list(rows, both);
      for (int step = 0; step < common; step++) {
        const KeyTile keys = shared_list.next(problem_.key_tokens);
        load(key_, keys.token, &keys);
        if (step > 0) {
          load(value_, token);
        }
        token = keys.token;
      }
      if constexpr (T::OWN_LISTS) {
        load_own(rows, lists, first, second, token);
      } else if (common > 0) {
        load(value_, token);
      }
    }
  }

 private:
  // From step `common` on; the values of the step before are still due, at `token` for both warpgroups.
  __device__ __forceinline__ void load_own(const PatternRows<T::QUERY_BLOCKS> &rows, const KeyLists &lists, int first,
                                           int second, int token) {
    TileList<T, BLOCK, Kept::BY_FIRST> first_list(rows, first);
    TileList<T, BLOCK, Kept::BY_SECOND> second_list(rows, second);
    int tokens[2] = {token, token};
    const int steps = max(lists.tiles[0], lists.tiles[1]);
    for (int step = lists.common; step <= steps; step++) {
      const int due[2] = {tokens[0], tokens[1]};
      if (step < lists.tiles[0]) {
        const KeyTile keys = first_list.next(problem_.key_tokens);
        load(key_, keys.token, &keys);
        tokens[0] = keys.token;
      }
      if (step < lists.tiles[1]) {
        const KeyTile keys = second_list.next(problem_.key_tokens);
        load(key_, keys.token, &keys);
        tokens[1] = keys.token;
      }
      if (step > 0 && step - 1 < lists.tiles[0]) {
        load(value_, due[0]);
      }
      if (step > lists.common && step - 1 < lists.tiles[1]) {
        load(value_, due[1]);
      }
    }
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
  __device__ __forceinline__ void announce(RingCursor buffer, const KeyLists &lists) {
    if (lane() == 0) {
      shared_.lists[buffer.slot] = lists;
      barrier_arrive_expecting(shared_address(&shared_.query_full[buffer.slot]), T::QUERY_BYTES);
    }
  }

  // Every lane's box of a tile of keys or values, from the lane's own token.
  __device__ __forceinline__ void load(const CUtensorMap &map, int token, const KeyTile *keys = nullptr) {
    const uint32_t full = shared_address(&shared_.full[stage_.slot]);
    barrier_wait(shared_address(&shared_.empty[stage_.slot]), stage_.parity);
    if (lane() == 0) {
      if (keys != nullptr) {
        shared_.columns[stage_.slot] = keys->columns;
        if constexpr (T::MASKED) {
          shared_.keepers[stage_.slot][0] = keys->keepers[0];
          shared_.keepers[stage_.slot][1] = keys->keepers[1];
        }
      }
      barrier_arrive_expecting(full, T::KEY_BYTES);
    }
    __syncwarp();
    if (lane() < T::SLOTS * T::PANELS) {
      const int panel = lane() / T::SLOTS;
      const int slot = lane() % T::SLOTS;
      load_box(shared_address(shared_.ring[stage_.slot]) + panel * T::KEY_PANEL_BYTES + slot * BLOCK * PANEL_ROW_BYTES,
               map, {panel * PANEL_COLUMNS, token, kv_head_}, full, l2_policy_);
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
  int kv_head_ = 0;
  uint64_t l2_policy_ = keep_in_l2();
};

}  // namespace sparsed
