// The key blocks that the query rows of a thread block keep, as lists.
#pragma once

#include "pattern_rows.cuh"

namespace sparsed {

// The key blocks that a list has: those that any of the rows keeps (ANY); those that both halves of the rows keep
// (COMMON); those that one half keeps and the common list lacks (OF_HALF).
enum class Listed { ANY, COMMON, OF_HALF };

// A walk over a list, from its last block to its first. All lanes of a warp call every method together.
template <int ROWS, Listed LISTED>
class KeyList {
 public:
  // No block from `common_end` on counts as common.
  __device__ __forceinline__ KeyList(const PatternRows<ROWS> &rows, int common_end, int half = 0)
      : rows_(rows), common_end_(common_end), half_(half), index_(rows.words() - 1) {
    own_ = rows_.word(index_);
    ahead_ = rows_.word(index_ - 1);
    left_ = listed(own_, index_);
  }

  // Returns the number of blocks in the list.
  __device__ __forceinline__ int count() const {
    return rows_.count([&](uint64_t word, int index) { return listed(word, index); });
  }

  // Returns the block that next() will return; there must be one.
  __device__ __forceinline__ int peek() {
    while (left_ == 0) {
      own_ = ahead_;
      ahead_ = rows_.word(--index_ - 1);
      left_ = listed(own_, index_);
    }
    return index_ * 64 + 63 - __clzll(static_cast<long long>(left_));
  }

  __device__ __forceinline__ int next() {
    const int block = peek();
    bit_ = block % 64;
    left_ ^= 1ull << bit_;
    return block;
  }

  // Returns the rows that keep the block that next() returned: bit i is row i.
  __device__ __forceinline__ unsigned keepers() const {
    return __ballot_sync(WHOLE_WARP, own_ >> bit_ & 1) & ((1u << ROWS) - 1);
  }

 private:
  using Rows = PatternRows<ROWS>;

  __device__ __forceinline__ uint64_t listed(uint64_t word, int index) const {
    if constexpr (LISTED == Listed::ANY) {
      return Rows::template united<ROWS>(word);
    } else {
      const unsigned long long half = Rows::template united<ROWS / 2>(word);
      const uint64_t other = __shfl_xor_sync(WHOLE_WARP, half, ROWS / 2);
      const uint64_t common = half & other & Rows::before(common_end_, index);
      const bool wanted = threadIdx.x % ROWS / (ROWS / 2) == half_;
      return LISTED == Listed::COMMON ? common : (wanted ? half : other) & ~common;
    }
  }

  Rows rows_;
  int common_end_;
  int half_;
  int index_;  // the word being visited
  int bit_ = 0;
  uint64_t own_;    // the word of this lane's row
  uint64_t ahead_;  // the word before it, fetched early
  uint64_t left_;   // bits of the listed blocks of the word that are not visited yet
};

}  // namespace sparsed
