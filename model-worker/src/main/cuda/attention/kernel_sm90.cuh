// The attention kernel for Hopper: two producer warps feed two warpgroups of consumers through rings in shared memory.
// See tile_sm90.cuh for how the work is cut.
#pragma once

#include "../hopper/tensor_map.cuh"
#include "consumer_sm90.cuh"
#include "producer_sm90.cuh"

namespace sparsed {

template <class T, int HEAD_DIM, int BLOCK>
__global__ void __launch_bounds__(T::THREADS, 1)
    attention_sm90(const __grid_constant__ CUtensorMap query, const __grid_constant__ CUtensorMap key,
                   const __grid_constant__ CUtensorMap value, const __grid_constant__ CUtensorMap output,
                   const __grid_constant__ AttentionProblem problem) {
  extern __shared__ __align__(1024) uint8_t memory[];
  auto &shared = *reinterpret_cast<SharedTile<T> *>(memory);
  // The shuffle shows the compiler that the number is the same for all lanes.
  const int warpgroup = __shfl_sync(WHOLE_WARP, static_cast<int>(threadIdx.x / 128), 0);

  if (threadIdx.x == 0) {
    for (int i = 0; i < T::QUERY_BUFFERS; i++) {
      barrier_init(shared_address(&shared.query_full[i]), T::RINGS);
      barrier_init(shared_address(&shared.query_empty[i]), T::CONSUMERS / 32);
    }
    for (int i = 0; i < T::STAGES; i++) {
      barrier_init(shared_address(&shared.full[i]), 1);
      barrier_init(shared_address(&shared.empty[i]), T::CONSUMERS / 32);
    }
    barrier_init_done();
    prefetch_map(query);
    prefetch_map(key);
    prefetch_map(value);
    prefetch_map(output);
  }
  __syncthreads();

  if (warpgroup == T::WARPGROUPS) {
    give_registers<T::PRODUCER_REGISTERS>();
    const int ring = __shfl_sync(WHOLE_WARP, static_cast<int>(threadIdx.x / 32 % 4), 0);
    if (ring < T::RINGS) {
      Producer<T, BLOCK>(problem, shared, query, key, value, ring).run();
    }
  } else {
    take_registers<T::CONSUMER_REGISTERS>();
    Consumer<T, HEAD_DIM, BLOCK>(problem, shared, warpgroup).run(output);
  }
}

// Launches the kernel on tensors that are described already. Returns 0 or a cudaError_t.
template <class T, int HEAD_DIM, int BLOCK>
int launch_sm90(const CUtensorMap &query, const CUtensorMap &key, const CUtensorMap &value, const CUtensorMap &output,
                const AttentionProblem &problem, cudaStream_t stream) {
  // Per device, and cheap: nothing to remember.
  const cudaError_t error = cudaFuncSetAttribute(
      attention_sm90<T, HEAD_DIM, BLOCK>, cudaFuncAttributeMaxDynamicSharedMemorySize, sizeof(SharedTile<T>));
  if (error != cudaSuccess) {
    return error;
  }
  const int blocks = min(query_tiles<T>(problem), multiprocessors());
  attention_sm90<T, HEAD_DIM, BLOCK>
      <<<blocks, T::THREADS, sizeof(SharedTile<T>), stream>>>(query, key, value, output, problem);
  return cudaGetLastError();
}

}  // namespace sparsed
