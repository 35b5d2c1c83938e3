// Where a warpgroup finds the keys and values of its steps.
#pragma once

#include "tile_sm90.cuh"

namespace sparsed {

// A warpgroup's way through the rings; see tile_sm90.cuh. All lanes call every method together.
template <class T>
class KeyStages {
 public:
  __device__ __forceinline__ KeyStages(SharedTile<T> &shared, int warpgroup) : shared_(shared), warpgroup_(warpgroup) {}

  // The stage of the next keys, of a pair or common; and the values', which are to be asked for in the same order.
  __device__ __forceinline__ RingCursor next_keys(bool pair) { return next<0>(pair); }
  __device__ __forceinline__ RingCursor next_values(bool pair) { return next<T::RINGS - 1>(pair); }

  __device__ __forceinline__ void wait_for(RingCursor stage) const {
    barrier_wait(shared_address(&shared_.full[stage.slot]), stage.parity);
  }

  // By one lane of each warp, after it has read what the producer wrote beside the tile.
  __device__ __forceinline__ void release(RingCursor stage) const {
    if (threadIdx.x % 32 == 0) {
      barrier_arrive(shared_address(&shared_.empty[stage.slot]));
    }
  }

 private:
  // This warpgroup's ring has its tiles of pairs, ring COMMON the common ones.
  //
  // It passes by the other's tiles without waiting, and cannot mistake the phase of a stage that it waits for later: a ring
  // holds more than a step, and the other warpgroup, which takes turns with this one, is at most a step behind.
  template <int COMMON>
  __device__ __forceinline__ RingCursor next(bool pair) {
    if constexpr (!T::TWO_LISTS) {
      return advance<0>();
    }
    RingCursor stage;
    if (pair || COMMON == 0) {
      stage = advance<0>();
    }
    if (pair || COMMON == 1) {
      const RingCursor second = advance<T::RINGS - 1>();
      stage = pair && warpgroup_ == 0 ? stage : second;
    }
    return stage;
  }

  template <int RING>
  __device__ __forceinline__ RingCursor advance() {
    const RingCursor stage{RING * T::RING_STAGES + rings_[RING].slot, rings_[RING].parity};
    rings_[RING].template advance<T::RING_STAGES>();
    return stage;
  }

  SharedTile<T> &shared_;
  int warpgroup_;
  RingCursor rings_[T::RINGS];
};

}  // namespace sparsed
