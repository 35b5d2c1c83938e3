// Finds the stages in shared memory that hold the keys and values of a warpgroup's steps.
#pragma once

#include "tile_sm90.cuh"

namespace sparsed {

// KeyStages walks the rings of tile_sm90.cuh for one warpgroup. All lanes call every method together.
template <class T>
class KeyStages {
 public:
  __device__ __forceinline__ KeyStages(SharedTile<T> &shared, int warpgroup) : shared_(shared), warpgroup_(warpgroup) {}

  // Return the stage of the next keys and of the next values; both are called once a step, in the order of the steps.
  // `pair`: the step is one of the pairs, not of the common tiles.
  __device__ __forceinline__ RingCursor next_keys(bool pair) { return next<0>(pair); }
  __device__ __forceinline__ RingCursor next_values(bool pair) { return next<T::RINGS - 1>(pair); }

  __device__ __forceinline__ void wait_for(RingCursor stage) const {
    barrier_wait(shared_address(&shared_.full[stage.slot]), stage.parity);
  }

  // Frees a stage. One lane of each warp arrives, the lane that has read what the producer wrote beside the tile.
  __device__ __forceinline__ void release(RingCursor stage) const {
    if (threadIdx.x % 32 == 0) {
      barrier_arrive(shared_address(&shared_.empty[stage.slot]));
    }
  }

 private:
  // Returns the next stage: of this warpgroup's own ring for a pair, of ring COMMON for a common tile.
  //
  // The warpgroup passes by the other's tiles without waiting. It cannot mistake the phase of a stage that it waits for
  // later: a ring holds more than a step, and the other warpgroup, which takes turns with this one, is at most a step
  // behind.
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
