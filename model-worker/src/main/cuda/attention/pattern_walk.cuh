// A warp's walk over the key blocks that a few neighbouring query blocks keep, from the last to the first.
#pragma once

#include "problem.cuh"

namespace sparsed {

constexpr unsigned WHOLE_WARP = 0xffffffffu;

// Visits the union of ROWS (1, 2, 4 or 8) rows of a head's bit matrix. All lanes call every method together; lane i
// holds the words of row i % ROWS.
template <int ROWS>
class PatternWalk {
 public:
  __device__ __forceinline__ PatternWalk(const Pattern &pattern, int head, int first_row)
      : words_(pattern.words), blocks_(pattern.key_blocks), index_(pattern.row_words() - 1) {
    const int row = first_row + static_cast<int>(threadIdx.x % ROWS);
    inside_ = row < pattern.query_blocks;
    if (words_ != nullptr && inside_) {
      words_ += head * pattern.head_stride + static_cast<int64_t>(row) * pattern.row_words();
    }
    own_ = word(index_);
    ahead_ = word(index_ - 1);
    left_ = united(own_);
  }

  // How many blocks a whole walk visits.
  __device__ __forceinline__ int count() const {
    constexpr int WORDS_AT_ONCE = 32 / ROWS;
    unsigned count = 0;
    for (int first = 0; first * 64 < blocks_; first += WORDS_AT_ONCE) {
      count += __popcll(united(word(first + static_cast<int>(threadIdx.x % 32) / ROWS)));
    }
    return static_cast<int>(__reduce_add_sync(WHOLE_WARP, count)) / ROWS;
  }

  // The next key block. There must be one.
  __device__ __forceinline__ int next() {
    while (left_ == 0) {
      own_ = ahead_;
      ahead_ = word(--index_ - 1);
      left_ = united(own_);
    }
    bit_ = 63 - __clzll(static_cast<long long>(left_));
    left_ ^= 1ull << bit_;
    return index_ * 64 + bit_;
  }

  // Which of the rows keep the block that next() returned: row i in bit i.
  __device__ __forceinline__ unsigned keepers() const {
    return __ballot_sync(WHOLE_WARP, own_ >> bit_ & 1) & ((1u << ROWS) - 1);
  }

 private:
  // This lane's row; bits past the last key block are ignored.
  __device__ __forceinline__ uint64_t word(int index) const {
    const int bits = blocks_ - index * 64;
    if (index < 0 || bits <= 0 || !inside_) {
      return 0;
    }
    const uint64_t all = bits >= 64 ? ~0ull : (1ull << bits) - 1;
    return words_ == nullptr ? all : all & __ldg(reinterpret_cast<const unsigned long long *>(words_) + index);
  }

  // The union of the words of ROWS neighbouring lanes.
  __device__ __forceinline__ static uint64_t united(unsigned long long word) {
#pragma unroll
    for (int distance = 1; distance < ROWS; distance *= 2) {
      word |= __shfl_xor_sync(WHOLE_WARP, word, distance);
    }
    return word;
  }

  const uint64_t *words_;  // of this lane's row, or null
  int blocks_;
  bool inside_;  // this lane has a row
  int index_;    // of the word being visited
  int bit_ = 0;
  uint64_t own_;    // this lane's row in that word
  uint64_t ahead_;  // and in the word before, fetched early
  uint64_t left_;   // what is left to visit of the word
};

}  // namespace sparsed
