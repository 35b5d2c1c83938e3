// How the sm_90a kernel cuts its work, and what producer and consumers share.
#pragma once

#include "../hopper/mbarrier.cuh"
#include "../hopper/tma.cuh"
#include "problem.cuh"

namespace sparsed {

// A thread block takes ROWS query rows of a head at a time, 64 for each of its two warpgroups, and runs over the keys
// that they keep, in tiles of KEYS rows into which smaller key blocks are packed.
//
// What bounds the kernel is what it reads from L2, so keys that both warpgroups want are read once. Blocks of 128: the
// warpgroups have the same list. Smaller blocks: they have one each; they go over the blocks on both lists together,
// then each over the rest of its own, both at the same pace. Blocks of 32 and 16: a warpgroup's list is the union of
// its query blocks' lists, masked warp by warp.
template <int HEAD_DIM, int BLOCK>
struct Tile {
  static constexpr int WARPGROUPS = 2;
  static constexpr int ROWS = 64 * WARPGROUPS;
  static constexpr int KEYS = 128;
  static constexpr int SLOTS = KEYS / BLOCK;          // key blocks in a tile
  static constexpr int QUERY_BLOCKS = ROWS / BLOCK;
  static constexpr bool OWN_LISTS = QUERY_BLOCKS > 1;  // a list for each warpgroup
  static constexpr bool MASKED = QUERY_BLOCKS > 2;     // of which not all rows of the warpgroup keep everything
  static constexpr int PANELS = HEAD_DIM / PANEL_COLUMNS;

  static constexpr int CONSUMERS = 128 * WARPGROUPS;
  static constexpr int THREADS = CONSUMERS + 128;  // the last warpgroup is the producer's, to take registers from
  static constexpr int PRODUCER_REGISTERS = 56;
  static constexpr int CONSUMER_REGISTERS = 224;  // the three together: 3 * 168, which is what they start with

  static constexpr int QUERY_PANEL_BYTES = ROWS * PANEL_ROW_BYTES;
  static constexpr int QUERY_BYTES = QUERY_PANEL_BYTES * PANELS;
  static constexpr int KEY_PANEL_BYTES = KEYS * PANEL_ROW_BYTES;
  static constexpr int KEY_BYTES = KEY_PANEL_BYTES * PANELS;

  static constexpr int QUERY_BUFFERS = 2;  // the next queries are on their way early
  static constexpr int STAGES = 5 * (2 / PANELS);

  static_assert(SLOTS * PANELS <= 32, "a lane issues a box");
};

// What the producer has listed for some query rows. Step i is tile i of each warpgroup's keys: one tile for both while
// i < common, then one for each that still has any.
struct KeyLists {
  int common;
  int tiles[2];  // of each warpgroup, the common ones included
};

// Tiles of keys and values lie in one ring, in the order of their use: K0 K1 V0 K2 V1 ... Kn Vn-1 Vn, where from step
// `common` on each of these is two tiles, the first warpgroup's and the second's.
template <class T>
struct SharedTile {
  alignas(1024) uint8_t query[T::QUERY_BUFFERS][T::QUERY_BYTES];  // becomes the output of the same rows
  alignas(1024) uint8_t ring[T::STAGES][T::KEY_BYTES];            // 1024 bytes are the period of the swizzle

  uint64_t query_full[T::QUERY_BUFFERS];
  uint64_t query_empty[T::QUERY_BUFFERS];
  uint64_t full[T::STAGES];
  uint64_t empty[T::STAGES];

  // Written by the producer before the barrier of its buffer or stage.
  KeyLists lists[T::QUERY_BUFFERS];
  int columns[T::STAGES];          // how many of the tile's keys are valid; fewer than KEYS only in steps 0 and `common`
  uint32_t keepers[T::STAGES][2];  // of each warpgroup: per slot four bits, which of its query blocks keep it
};

// The query rows that a thread block takes at once.
struct QueryTile {
  int head;
  int first_row;
};

// Tiles of a head follow each other, and so do the heads that share keys: what is resident at a time reads one
// kv head, which fits in L2.
template <class T>
__device__ __forceinline__ QueryTile query_tile(const AttentionProblem &problem, int index) {
  const int tiles_per_head = (problem.query_tokens + T::ROWS - 1) / T::ROWS;
  return {index / tiles_per_head, index % tiles_per_head * T::ROWS};
}

template <class T>
__host__ __device__ __forceinline__ int query_tiles(const AttentionProblem &problem) {
  return problem.heads * ((problem.query_tokens + T::ROWS - 1) / T::ROWS);
}

}  // namespace sparsed
