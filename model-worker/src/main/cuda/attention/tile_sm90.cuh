// How the sm_90a kernel cuts its work, and what producer and consumers share.
#pragma once

#include "../hopper/mbarrier.cuh"
#include "../hopper/tma.cuh"
#include "problem.cuh"

namespace sparsed {

// A thread block takes ROWS query rows of a head at a time and runs over the keys that they keep, KEYS at a time.
//
// The rows share one list of key blocks. Blocks of 128: two warpgroups on the same list, which halves what comes from
// L2 per product. Smaller blocks have patterns of their own for every few rows, so there a thread block has a single
// warpgroup and two thread blocks share a multiprocessor: a query block of 64 is alone with its list; blocks of 32 and
// 16 run over the union of their lists, masked warp by warp. Key blocks are packed into tiles of KEYS rows. (Two
// warpgroups that read once what both their lists have, and then go over the rest of each, gain only where neighbouring
// lists are much alike: they wait for each other.)
template <int HEAD_DIM, int BLOCK>
struct Tile {
  static constexpr int WARPGROUPS = BLOCK == 128 ? 2 : 1;
  static constexpr int ROWS = 64 * WARPGROUPS;
  static constexpr int KEYS = 128;
  static constexpr int SLOTS = KEYS / BLOCK;                           // key blocks in a tile
  static constexpr int QUERY_BLOCKS = BLOCK < ROWS ? ROWS / BLOCK : 1;  // whose union is the list
  static constexpr bool SHARED_LIST = QUERY_BLOCKS > 1;                // then weights must be masked
  static constexpr int PANELS = HEAD_DIM / PANEL_COLUMNS;

  static constexpr int CONSUMERS = 128 * WARPGROUPS;
  static constexpr int THREADS = CONSUMERS + 128;  // the last warpgroup is the producer's, to take registers from
  static constexpr int RESIDENT = WARPGROUPS == 2 ? 1 : 2;  // thread blocks on a multiprocessor
  // Of a thread block's share of 65536, which is first dealt evenly.
  static constexpr int PRODUCER_REGISTERS = 40;
  static constexpr int CONSUMER_REGISTERS = WARPGROUPS == 2 ? 232 : 216;

  static constexpr int QUERY_PANEL_BYTES = ROWS * PANEL_ROW_BYTES;
  static constexpr int QUERY_BYTES = QUERY_PANEL_BYTES * PANELS;
  static constexpr int KEY_PANEL_BYTES = KEYS * PANEL_ROW_BYTES;
  static constexpr int KEY_BYTES = KEY_PANEL_BYTES * PANELS;

  // With the multiprocessor to itself, a thread block stays and goes from tile to tile, the next queries on their way.
  static constexpr int QUERY_BUFFERS = WARPGROUPS == 2 ? 2 : 1;
  // Tiles of keys and values in one ring, in the order of their use: K0 K1 V0 K2 V1 ... Kn Vn-1 Vn.
  static constexpr int STAGES = (WARPGROUPS == 2 ? 5 : 3) * (2 / PANELS);

  static_assert(SLOTS * PANELS <= 32, "a lane issues a box");
};

// Shared memory. Panels must start at multiples of 1024 bytes, the period of their swizzle.
template <class T>
struct alignas(1024) SharedTile {
  uint8_t query[T::QUERY_BUFFERS][T::QUERY_BYTES];  // becomes the output of the same rows
  uint8_t ring[T::STAGES][T::KEY_BYTES];

  uint64_t query_full[T::QUERY_BUFFERS];
  uint64_t query_empty[T::QUERY_BUFFERS];
  uint64_t full[T::STAGES];
  uint64_t empty[T::STAGES];

  // Written by the producer before the barrier of its buffer or stage.
  struct {
    int tiles;         // of keys
    int first_columns;  // valid columns of the first of them; the others are full
  } list[T::QUERY_BUFFERS];
  uint32_t keepers[T::STAGES];  // per slot four bits: which of the query blocks keep it
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
