// A warp's walk over the key blocks that a few neighbouring query blocks keep, from the last to the first.
#pragma once

#include "problem.cuh"

namespace sparsed {

constexpr unsigned WHOLE_WARP = 0xffffffffu;

// Which blocks a walk visits: those that any of the rows keeps, or, of the rows' two halves, those that have a keeper
// in both, in the first alone, or in the second alone.
enum class Kept { BY_ANY, BY_BOTH, BY_FIRST, BY_SECOND };

// ROWS (1, 2, 4 or 8) rows of a head's bit matrix, as a warp holds them: lane i has row i % ROWS. All lanes call every
// method together. A single row is both halves at once.
template <int ROWS>
class PatternRows {
 public:
  __device__ __forceinline__ PatternRows(const Pattern &pattern, int head, int first_row)
      : words_(pattern.words), blocks_(pattern.key_blocks) {
    const int row = first_row + static_cast<int>(threadIdx.x % ROWS);
    if (row >= pattern.query_blocks) {
      blocks_here_ = 0;
    } else {
      blocks_here_ = blocks_;
      words_ += words_ == nullptr ? 0 : head * pattern.head_stride + static_cast<int64_t>(row) * pattern.row_words();
    }
  }

  __device__ __forceinline__ int words() const { return (blocks_ + 63) / 64; }

  // This lane's row; bits past the last key block are ignored.
  __device__ __forceinline__ uint64_t word(int index) const {
    const int bits = blocks_here_ - index * 64;
    if (index < 0 || bits <= 0) {
      return 0;
    }
    const uint64_t all = bits >= 64 ? ~0ull : (1ull << bits) - 1;
    return words_ == nullptr ? all : all & __ldg(reinterpret_cast<const unsigned long long *>(words_) + index);
  }

  // What every lane's word says together, the same in all lanes that hold the same word.
  template <Kept KEPT>
  __device__ __forceinline__ static uint64_t combine(uint64_t word) {
    if constexpr (ROWS == 1) {
      return KEPT == Kept::BY_ANY || KEPT == Kept::BY_BOTH ? word : 0;
    } else {
      const unsigned long long half = united<ROWS / 2>(word);
      const unsigned long long other = __shfl_xor_sync(WHOLE_WARP, half, ROWS / 2);
      if constexpr (KEPT == Kept::BY_ANY) {
        return half | other;
      } else if constexpr (KEPT == Kept::BY_BOTH) {
        return half & other;
      } else {
        const bool own = (threadIdx.x % ROWS < ROWS / 2) == (KEPT == Kept::BY_FIRST);
        return own ? half & ~other : other & ~half;
      }
    }
  }

  // How many blocks a walk visits.
  template <Kept KEPT>
  __device__ __forceinline__ int count() const {
    constexpr int WORDS_AT_ONCE = 32 / ROWS;
    unsigned count = 0;
    for (int first = 0; first < words(); first += WORDS_AT_ONCE) {
      count += __popcll(combine<KEPT>(word(first + static_cast<int>(threadIdx.x % 32) / ROWS)));
    }
    return static_cast<int>(__reduce_add_sync(WHOLE_WARP, count)) / ROWS;
  }

 private:
  template <int LANES>
  __device__ __forceinline__ static uint64_t united(unsigned long long word) {
#pragma unroll
    for (int distance = 1; distance < LANES; distance *= 2) {
      word |= __shfl_xor_sync(WHOLE_WARP, word, distance);
    }
    return word;
  }

  const uint64_t *words_;  // of this lane's row, or null
  int blocks_;
  int blocks_here_;  // 0 in a lane without a row
};

template <int ROWS, Kept KEPT>
class PatternWalk {
 public:
  __device__ __forceinline__ explicit PatternWalk(const PatternRows<ROWS> &rows)
      : rows_(rows), index_(rows.words() - 1), own_(rows.word(index_)), ahead_(rows.word(index_ - 1)) {
    left_ = rows.template combine<KEPT>(own_);
  }

  // The next key block. There must be one.
  __device__ __forceinline__ int next() {
    while (left_ == 0) {
      own_ = ahead_;
      ahead_ = rows_.word(--index_ - 1);
      left_ = rows_.template combine<KEPT>(own_);
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
  PatternRows<ROWS> rows_;
  int index_;  // of the word being visited
  int bit_ = 0;
  uint64_t own_;    // this lane's row in that word
  uint64_t ahead_;  // and in the word before, fetched early
  uint64_t left_;   // what is left to visit of the word
};

}  // namespace sparsed
