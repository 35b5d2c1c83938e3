// The tiles into which the mma.sync kernel cuts its work.
#pragma once

#include "key_list.cuh"

namespace sparsed {

constexpr int CHUNK_BYTES = 16;

// A thread block takes ROWS query rows and runs over the keys that they keep, KEYS at a time: half a block of 128, or
// several smaller ones. A warp owns 16 rows. Rows of different query blocks run over the union of their lists, masked
// warp by warp.
template <int HEAD_DIM, int BLOCK, int WARP_COUNT = BLOCK == 128 ? 8 : 4>
struct TileSm80 {
  static constexpr int WARPS = WARP_COUNT;
  static constexpr int THREADS = 32 * WARPS;
  static constexpr int ROWS = 16 * WARPS;
  static constexpr int KEYS = 64;
  static constexpr int SLOTS = BLOCK < KEYS ? KEYS / BLOCK : 1;
  static constexpr int PARTS = BLOCK > KEYS ? BLOCK / KEYS : 1;  // key tiles in a block
  static constexpr int SLOT_KEYS = KEYS / SLOTS;
  static constexpr int QUERY_BLOCKS = BLOCK < ROWS ? ROWS / BLOCK : 1;
  static constexpr int CHUNKS = HEAD_DIM * 2 / CHUNK_BYTES;  // in a row
  static constexpr int ROW_BYTES = HEAD_DIM * 2;
  static constexpr int KEY_BYTES = KEYS * ROW_BYTES;
  static constexpr int SHARED_BYTES = ROWS * ROW_BYTES + 4 * KEY_BYTES;
  static constexpr int ROWS_A_PASS = THREADS / CHUNKS;  // rows that the threads copy at once, 16 bytes each

  // Chunks are swizzled so that chunk c of eight consecutive rows is in eight different groups of banks.
  __device__ __forceinline__ static int chunk_offset(int row, int chunk) {
    return row * ROW_BYTES + ((chunk & 8) | ((chunk ^ row) & 7)) * CHUNK_BYTES;
  }
};

// The keys of a tile: the first token of each slot, and a bit for each slot that the warp's own rows keep.
template <class S>
struct KeyTile {
  int tokens[S::SLOTS];
  unsigned kept;
};

// The tiles of a list of key blocks, from the last to the first.
template <class S, int BLOCK>
class KeyTiles {
 public:
  // Visits the key blocks from `begin` to before `end`.
  __device__ __forceinline__ KeyTiles(const AttentionProblem &problem, int head, int first_row, int begin, int end)
      : list_({problem.pattern, head, first_row / BLOCK, begin, end}, 0),
        blocks_(list_.count()),
        end_(problem.key_tokens) {}

  __device__ __forceinline__ KeyTiles(const AttentionProblem &problem, int head, int first_row)
      : KeyTiles(problem, head, first_row, 0, problem.pattern.key_blocks) {}

  __device__ __forceinline__ bool more() const { return blocks_ > 0 || part_ > 0; }

  __device__ __forceinline__ KeyTile<S> next() {
    KeyTile<S> tile{};
    if constexpr (S::PARTS > 1) {
      if (part_ == 0) {
        block_ = list_.next();
        blocks_--;
        // A last block may end before its second half begins.
        part_ = min(S::PARTS, (end_ - block_ * BLOCK + S::KEYS - 1) / S::KEYS);
      }
      part_--;
      tile.tokens[0] = block_ * BLOCK + part_ * S::KEYS;
      tile.kept = 1;
    } else {
#pragma unroll
      for (int slot = S::SLOTS - 1; slot >= 0; slot--) {
        tile.tokens[slot] = end_;  // nothing there: zeros, masked
        if (blocks_ > 0) {
          tile.tokens[slot] = list_.next() * BLOCK;
          blocks_--;
          const int own = threadIdx.x / 32 * 16 / BLOCK;  // the warp's query block
          tile.kept |= (list_.keepers() >> own & 1) << slot;
        }
      }
    }
    return tile;
  }

 private:
  KeyList<S::QUERY_BLOCKS, Listed::ANY> list_;
  int blocks_;  // blocks left to visit
  int end_;
  int block_ = 0;
  int part_ = 0;
};

}  // namespace sparsed
