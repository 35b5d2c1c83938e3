// The tiles into which the sm_90a kernel cuts its work, and the memory that producers and consumers share.
#pragma once

#include "../hopper/mbarrier.cuh"
#include "../hopper/tma.cuh"
#include "elements_sm90.cuh"
#include "problem.cuh"

namespace sparsed {

// A thread block takes 128 query rows of a head at a time, 64 for each of its two warpgroups, and runs over the keys
// that they keep, in tiles of KEYS rows into which smaller key blocks are packed. It stays on its multiprocessor and
// goes on to other query rows.
//
// Reading from L2 limits the products most (see docs/performance.md), so both warpgroups use a tile where they can.
// - Blocks of 128: both always do, for the 128 rows have one list of key blocks.
// - Smaller blocks: each warpgroup has a list. First come pairs of tiles, one for each warpgroup, with the blocks that
//   the other one's list lacks; then the common tiles.
// - Blocks of 32 and 16: a list is the union of the lists of the warpgroup's query blocks, masked warp by warp.
//
// Producer warps load the tiles through rings in shared memory, in the order of their use: K0 K1 V0 K2 V1 ... One list
// has one ring. Two lists have two rings, each with its own warp: a warpgroup's tiles of pairs come through its ring;
// the keys of common tiles come through the first ring, their values through the second.
template <int HEAD_DIM, int BLOCK, class ELEMENTS = Bf16Elements>
struct Tile {
  using Elements = ELEMENTS;
  static constexpr int ROWS = 128;
  static constexpr int KEYS = 128;
  static constexpr int SLOTS = KEYS / BLOCK;         // key blocks in a tile
  static constexpr int QUERY_BLOCKS = ROWS / BLOCK;
  static constexpr bool TWO_LISTS = BLOCK < ROWS;
  static constexpr int LIST_BLOCKS = BLOCK < 64 ? 64 / BLOCK : 1;  // query blocks whose union a list is
  static constexpr bool MASKED = LIST_BLOCKS > 1;                  // weights must be masked, warp by warp
  static constexpr int PANELS = HEAD_DIM * Elements::BYTES / PANEL_ROW_BYTES;
  static constexpr int OUTPUT_PANELS = HEAD_DIM / PANEL_COLUMNS;

  static constexpr int WARPGROUPS = 2;
  static constexpr int CONSUMERS = 128 * WARPGROUPS;
  // The last warpgroup has the producers; it gives the consumers most of the 168 registers that each thread starts
  // with.
  static constexpr int THREADS = CONSUMERS + 128;
  static constexpr int PRODUCER_REGISTERS = TWO_LISTS ? 56 : 40;
  static constexpr int CONSUMER_REGISTERS = TWO_LISTS ? 224 : 232;

  static constexpr int QUERY_PANEL_BYTES = ROWS * PANEL_ROW_BYTES;
  static constexpr int QUERY_BYTES = QUERY_PANEL_BYTES * PANELS;
  static constexpr int QUERY_ROOM = QUERY_PANEL_BYTES * OUTPUT_PANELS;
  static constexpr int KEY_PANEL_BYTES = KEYS * PANEL_ROW_BYTES;
  static constexpr int KEY_BYTES = KEY_PANEL_BYTES * PANELS;

  // Two buffers load the next queries early; with two lists, the second ring needs the space more.
  static constexpr int QUERY_BUFFERS = TWO_LISTS ? 1 : 2;
  static constexpr int RINGS = TWO_LISTS ? 2 : 1;
  static constexpr int RING_STAGES = (TWO_LISTS ? 3 : 5) * (2 / PANELS);
  static constexpr int STAGES = RINGS * RING_STAGES;

  static_assert(SLOTS * PANELS <= 32, "a lane issues a box");
  static_assert(!Elements::VALUES_BY_CHANNEL || (SLOTS == 1 && HEAD_DIM == KEYS), "values of a tile are one box");
};

// The steps in which the keys of a warpgroup's query rows come: `all` steps, of which the first are pairs. A tile
// without keys has zeros, which are masked, and comes before the tiles with keys.
struct KeySteps {
  int all;
  int pairs;
  int empty;    // pairs without keys for this warpgroup
  int columns;  // valid columns of the first tile with keys; the others are full
};

// Shared memory. Panels must start at multiples of 1024 bytes, the period of their swizzle.
template <class T>
struct alignas(1024) SharedTile {
  uint8_t query[T::QUERY_BUFFERS][T::QUERY_ROOM];  // becomes the output of the same rows
  uint8_t ring[T::STAGES][T::KEY_BYTES];

  uint64_t query_full[T::QUERY_BUFFERS];
  uint64_t query_empty[T::QUERY_BUFFERS];
  uint64_t full[T::STAGES];
  uint64_t empty[T::STAGES];

  // The producer writes these before it arrives at the barrier of the buffer or stage.
  KeySteps steps[T::QUERY_BUFFERS][T::RINGS];  // by warpgroup, where each has a list
  uint32_t keepers[T::STAGES][2];  // by warpgroup: four bits a slot, one for each query block that keeps the slot
};

// Reads a word that a producer wrote beside a tile, for all lanes. The lane that reads it is the one that tells the
// producer later that it may be overwritten.
template <typename Word>
__device__ __forceinline__ Word from_first_lane(const Word &shared) {
  Word word = 0;
  if (threadIdx.x % 32 == 0) {
    word = shared;
  }
  return __shfl_sync(0xffffffffu, word, 0);
}

// The query rows that a thread block takes at once.
struct QueryTile {
  int head;
  int first_row;
};

// Returns the query tile of an index. The tiles of a head follow each other, and so do the heads that share keys: the
// thread blocks that run at a time read one kv head, which fits in L2.
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
