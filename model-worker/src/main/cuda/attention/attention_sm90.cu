// Block-sparse attention for Hopper: two producer warps feed two warpgroups of consumers through rings in shared
// memory. See tile_sm90.cuh for how the work is cut.
#include "../hopper/tensor_map.cuh"
#include "consumer_sm90.cuh"
#include "producer_sm90.cuh"

namespace sparsed {
namespace {

template <int HEAD_DIM, int BLOCK>
__global__ void __launch_bounds__(Tile<HEAD_DIM, BLOCK>::THREADS, 1)
    attention_sm90(const __grid_constant__ CUtensorMap query, const __grid_constant__ CUtensorMap key,
                   const __grid_constant__ CUtensorMap value, const __grid_constant__ CUtensorMap output,
                   const __grid_constant__ AttentionProblem problem) {
  using T = Tile<HEAD_DIM, BLOCK>;
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

template <int HEAD_DIM, int BLOCK>
int launch(const AttentionProblem &problem, cudaStream_t stream) {
  using T = Tile<HEAD_DIM, BLOCK>;
  CUtensorMap query, key, value, output;
  int error = describe_tensor(&query, problem.q, problem.heads, problem.query_tokens, HEAD_DIM, T::ROWS);
  if (error == 0) {
    error = describe_tensor(&key, problem.k, problem.kv_heads, problem.key_tokens, HEAD_DIM, BLOCK);
  }
  if (error == 0) {
    error = describe_tensor(&value, problem.v, problem.kv_heads, problem.key_tokens, HEAD_DIM, BLOCK);
  }
  if (error == 0) {
    error = describe_tensor(&output, problem.o, problem.heads, problem.query_tokens, HEAD_DIM, 64);
  }
  if (error == 0) {
    // Per device, and cheap: nothing to remember.
    error = cudaFuncSetAttribute(attention_sm90<HEAD_DIM, BLOCK>, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                 sizeof(SharedTile<T>));
  }
  if (error != 0) {
    return error;
  }
  const int blocks = min(query_tiles<T>(problem), multiprocessors());
  attention_sm90<HEAD_DIM, BLOCK><<<blocks, T::THREADS, sizeof(SharedTile<T>), stream>>>(query, key, value, output,
                                                                                         problem);
  return cudaGetLastError();
}

template <int HEAD_DIM>
int launch(const AttentionProblem &problem, cudaStream_t stream) {
  switch (problem.block_size) {
    case 128:
      return launch<HEAD_DIM, 128>(problem, stream);
    case 64:
      return launch<HEAD_DIM, 64>(problem, stream);
    case 32:
      return launch<HEAD_DIM, 32>(problem, stream);
    case 16:
      return launch<HEAD_DIM, 16>(problem, stream);
    default:
      return SPARSED_UNSUPPORTED;
  }
}

}  // namespace

int attend_sm90(const AttentionProblem &problem, cudaStream_t stream) {
  return problem.head_dim == 128 ? launch<128>(problem, stream) : launch<64>(problem, stream);
}

}  // namespace sparsed
