// A producer is a warp that loads queries, keys and values into shared memory through one of the rings.
#pragma once

#include "key_list.cuh"
#include "tile_sm90.cuh"

namespace sparsed {

template <class T, int BLOCK>
class Producer {
 public:
  __device__ __forceinline__ Producer(const AttentionProblem &problem, SharedTile<T> &shared, const CUtensorMap &query,
                                      const CUtensorMap &key, const CUtensorMap &value, int ring)
      : problem_(problem), shared_(shared), query_(query), key_(key), value_(value), ring_(ring) {}

  __device__ __forceinline__ void run() {
    RingCursor buffer{0, 1};
    for (int index = blockIdx.x; index < query_tiles<T>(problem_); index += gridDim.x) {
      const QueryTile queries = query_tile<T>(problem_, index);
      const Rows rows(problem_.pattern, queries.head, queries.first_row / BLOCK);
      kv_head_ = problem_.kv_head(queries.head);
      if constexpr (T::TWO_LISTS) {
        bring_two_lists(buffer, queries, rows);
      } else {
        bring_list(buffer, queries, rows);
      }
      buffer.advance<T::QUERY_BUFFERS>();
    }
  }

 private:
  using Rows = PatternRows<T::QUERY_BLOCKS>;

  struct KeyTile {
    int token;            // the first token of this lane's box
    uint32_t keepers[2];  // as in SharedTile
  };

  __device__ __forceinline__ void bring_list(RingCursor buffer, QueryTile queries, const Rows &rows) {
    KeyList<T::QUERY_BLOCKS, Listed::ANY> list(rows, 0);
    const int blocks = list.count();
    start(buffer, queries, {blocks, 0, 0, blocks == 0 ? 0 : columns_of(list, 1)});
    for (int i = 0; i < blocks; i++) {
      bring_keys(gather(list, 1), false);
    }
    bring_values(false);
  }

  // Loads the own tiles of the ring's warpgroup, and then the ring's part of the common ones.
  __device__ __forceinline__ void bring_two_lists(RingCursor buffer, QueryTile queries, const Rows &rows) {
    // Common tiles are full: a block that ends past the last key is not common, nor are blocks that would not fill one.
    int common_end = problem_.key_tokens / BLOCK;
    int common = Common(rows, common_end).count();
    if (const int odd = common % T::SLOTS; odd > 0) {
      Common list(rows, common_end);
      for (int i = 0; i < odd; i++) {
        common_end = list.next();
      }
      common -= odd;
    }
    Own own(rows, common_end, ring_);
    const int blocks = own.count();
    const int pairs = tiles_of(max(blocks, Own(rows, common_end, 1 - ring_).count()));
    const int empty = pairs - tiles_of(blocks);
    const int in_first = (blocks - 1) % T::SLOTS + 1;  // the other tiles are full
    start(buffer, queries,
          {pairs + common / T::SLOTS, pairs, empty, blocks == 0 ? T::KEYS : columns_of(own, in_first)});

    for (int i = 0; i < pairs; i++) {
      bring_keys(gather(own, i < empty ? 0 : i == empty ? in_first : T::SLOTS), true);
    }
    if (ring_ == 1) {
      bring_values(true);
    }
    Common list(rows, common_end);
    for (int left = common; left > 0; left -= T::SLOTS) {
      const KeyTile tile = gather(list, T::SLOTS);
      if (ring_ == 0) {
        load(key_, tile, false);
        bring_values(true);
      } else {
        load(value_, tile, false);
      }
    }
    bring_values(true);
  }

  // Loads a tile of keys, and the values of the keys before it.
  __device__ __forceinline__ void bring_keys(const KeyTile &tile, bool of_pair) {
    load(key_, tile, of_pair);
    bring_values(of_pair);
    values_at_ = tile.token;
  }

  // Loads the values of the last keys that bring_keys() loaded, unless they are loaded already.
  __device__ __forceinline__ void bring_values(bool of_pair) {
    if (values_at_ >= 0) {
      load(value_, {values_at_, {0, 0}}, of_pair, T::Elements::VALUES_BY_CHANNEL);
      values_at_ = -1;
    }
  }

  using Common = KeyList<T::QUERY_BLOCKS, Listed::COMMON>;
  using Own = KeyList<T::QUERY_BLOCKS, Listed::OF_HALF>;

  __device__ __forceinline__ static int tiles_of(int blocks) { return (blocks + T::SLOTS - 1) / T::SLOTS; }

  // Returns the number of valid columns of a tile that takes the next `blocks` blocks of a list.
  template <class List>
  __device__ __forceinline__ int columns_of(List &list, int blocks) const {
    return blocks * BLOCK - max(0, (list.peek() + 1) * BLOCK - problem_.key_tokens);
  }

  // Takes the next blocks of a list, in ascending order, so that tokens past the last key come last.
  template <class List>
  __device__ __forceinline__ KeyTile gather(List &list, int blocks) const {
    KeyTile tile{problem_.key_tokens, {0, 0}};  // a slot without a block reads past the end: zeros
#pragma unroll
    for (int slot = T::SLOTS - 1; slot >= 0; slot--) {
      if (slot < blocks) {
        const int token = list.next() * BLOCK;
        if (lane() % T::SLOTS == slot) {
          tile.token = token;
        }
        if constexpr (T::MASKED) {
          const unsigned keepers = list.keepers();
          tile.keepers[0] |= (keepers & ((1u << T::LIST_BLOCKS) - 1)) << 4 * slot;
          tile.keepers[1] |= keepers >> T::LIST_BLOCKS << 4 * slot;
        }
      }
    }
    return tile;
  }

  // Tells the consumers which steps follow; the first ring's warp also loads the queries.
  __device__ __forceinline__ void start(RingCursor buffer, QueryTile tile, const KeySteps &steps) {
    const uint32_t full = shared_address(&shared_.query_full[buffer.slot]);
    barrier_wait(shared_address(&shared_.query_empty[buffer.slot]), buffer.parity);
    if (lane() == 0) {
      shared_.steps[buffer.slot][ring_] = steps;
      if (ring_ == 0) {
        barrier_arrive_expecting(full, T::QUERY_BYTES);
      } else {
        barrier_arrive(full);
      }
    }
    __syncwarp();
    if (ring_ == 0 && lane() < T::PANELS) {
      load_box(shared_address(shared_.query[buffer.slot]) + lane() * T::QUERY_PANEL_BYTES, query_,
               {lane() * PANEL_COLUMNS, tile.first_row, tile.head}, full, leave_l2_first());
    }
  }

  // Loads a tile of keys or values: each lane issues one box, at its own token.
  __device__ __forceinline__ void load(const CUtensorMap &map, const KeyTile &tile, bool of_pair,
                                       bool by_channel = false) {
    const int stage = ring_ * T::RING_STAGES + stage_.slot;
    const uint32_t full = shared_address(&shared_.full[stage]);
    const uint32_t empty = shared_address(&shared_.empty[stage]);
    barrier_wait(empty, stage_.parity);
    if (lane() == 0) {
      if (of_pair) {
        barrier_arrive_for(empty, T::CONSUMERS / 32 / 2);  // the other warpgroup passes by
      }
      if constexpr (T::MASKED) {
        shared_.keepers[stage][0] = tile.keepers[0];
        shared_.keepers[stage][1] = tile.keepers[1];
      }
      barrier_arrive_expecting(full, T::KEY_BYTES);
    }
    __syncwarp();
    if (lane() < T::SLOTS * T::PANELS) {
      const int panel = lane() / T::SLOTS;
      const int slot = lane() % T::SLOTS;
      const BoxOrigin from = by_channel ? BoxOrigin{tile.token, 0, kv_head_}
                                        : BoxOrigin{panel * PANEL_COLUMNS, tile.token, kv_head_};
      load_box(shared_address(shared_.ring[stage]) + panel * T::KEY_PANEL_BYTES + slot * BLOCK * PANEL_ROW_BYTES, map,
               from, full, l2_policy_);
    }
    stage_.advance<T::RING_STAGES>();
  }

  __device__ __forceinline__ static int lane() { return static_cast<int>(threadIdx.x % 32); }

  const AttentionProblem &problem_;
  SharedTile<T> &shared_;
  const CUtensorMap &query_;
  const CUtensorMap &key_;
  const CUtensorMap &value_;
  int ring_;
  int kv_head_ = 0;
  int values_at_ = -1;      // this lane's token of the values to load next, or -1
  RingCursor stage_{0, 1};  // a fresh stage is empty
  uint64_t l2_policy_ = keep_in_l2();
};

}  // namespace sparsed
