// The pattern rows of a few neighbouring query blocks.
#pragma once

#include "problem.cuh"

namespace sparsed {

constexpr unsigned WHOLE_WARP = 0xffffffffu;

// PatternRows holds ROWS (1, 2, 4 or 8) rows of a head's bit matrix in a warp: lane i has row i % ROWS. All lanes call
// every method together.
template <int ROWS>
class PatternRows {
 public:
  // Only key blocks from `begin` to before `end` count as kept.
  __device__ __forceinline__ PatternRows(const Pattern &pattern, int head, int first_row, int begin, int end)
      : words_(pattern.words), begin_(begin), end_(end) {
    const int row = first_row + static_cast<int>(threadIdx.x % ROWS);
    inside_ = row < pattern.query_blocks;
    if (words_ != nullptr && inside_) {
      words_ += head * pattern.head_stride + static_cast<int64_t>(row) * pattern.row_words();
    }
  }

  __device__ __forceinline__ PatternRows(const Pattern &pattern, int head, int first_row)
      : PatternRows(pattern, head, first_row, 0, pattern.key_blocks) {}

  __device__ __forceinline__ int words() const { return (end_ + 63) / 64; }

  // Returns a word of this lane's row; bits of blocks that do not count are cleared.
  __device__ __forceinline__ uint64_t word(int index) const {
    const uint64_t all = inside_ ? before(end_, index) & ~before(begin_, index) : 0;
    return words_ == nullptr || all == 0 ? all
                                         : all & __ldg(reinterpret_cast<const unsigned long long *>(words_) + index);
  }

  // Returns the blocks that any of LANES neighbouring rows keeps; each lane passes the word of its row.
  template <int LANES>
  __device__ __forceinline__ static uint64_t united(unsigned long long word) {
#pragma unroll
    for (int distance = 1; distance < LANES; distance *= 2) {
      word |= __shfl_xor_sync(WHOLE_WARP, word, distance);
    }
    return word;
  }

  // Counts the bits that `listed(word, index)` sets, over all words of a row.
  template <typename Listed>
  __device__ __forceinline__ int count(Listed listed) const {
    unsigned count = 0;
    for (int first = 0; first < words(); first += 32 / ROWS) {
      const int index = first + static_cast<int>(threadIdx.x % 32) / ROWS;
      count += __popcll(listed(word(index), index));
    }
    return static_cast<int>(__reduce_add_sync(WHOLE_WARP, count)) / ROWS;  // each word was seen by ROWS lanes
  }

  // Returns the bits of word `index` that stand for blocks before `end`.
  __device__ __forceinline__ static uint64_t before(int end, int index) {
    const int bits = end - index * 64;
    return index < 0 || bits <= 0 ? 0 : bits >= 64 ? ~0ull : (1ull << bits) - 1;
  }

 private:
  const uint64_t *words_;  // this lane's row, or null
  int begin_;
  int end_;
  bool inside_;  // this lane has a row
};

}  // namespace sparsed
