// Block selection on Hopper: one pass of products of queries and keys by wgmma, fed by the copy engine.
//
// A thread block goes from work to work: 256 query rows of a head against all its keys. One warp brings the tensors;
// four warpgroups own 64 rows each. While the tensor cores score the rows of one against a tile of keys, the others sum
// up their scores.
#include "../hopper/mbarrier.cuh"
#include "../hopper/tensor_map.cuh"
#include "../hopper/tma.cuh"
#include "../hopper/wgmma.cuh"
#include "block_sums.cuh"
#include "choose.cuh"

namespace sparsed {
namespace {

constexpr int STAGES = 4;
constexpr int GROUPS = 2;                      // of 128 query rows, whose halves are warpgroups
constexpr int CONSUMERS = 2 * GROUPS;          // warpgroups
constexpr int CONSUMER_WARPS = 4 * CONSUMERS;
constexpr int THREADS = 128 * (1 + CONSUMERS);

template <int HEAD_DIM>
struct alignas(1024) Shared {
  static constexpr int PANELS = HEAD_DIM / PANEL_COLUMNS;
  static constexpr int PANEL_BYTES = TILE * PANEL_ROW_BYTES;
  static constexpr int TILE_BYTES = PANELS * PANEL_BYTES;

  uint8_t queries[GROUPS][TILE_BYTES];
  uint8_t keys[STAGES][TILE_BYTES];
  uint64_t queries_full;
  uint64_t queries_empty;
  uint64_t keys_full[STAGES];
  uint64_t keys_empty[STAGES];
  alignas(16) float row_logs[GROUPS][2][TILE];
  uint32_t counts[GROUPS][256];
};

// 256 query rows of a head. Heads follow each other, so that the keys of one stay in the L2 cache.
struct Work {
  int head;
  int row_tile;  // the first of two

  __device__ __forceinline__ Work(const SelectionProblem &problem, int index) {
    const int per_head = ceil_div(problem.row_tiles(), GROUPS);
    head = index / per_head;
    row_tile = index % per_head * GROUPS;
  }
};

__host__ __device__ int works(const SelectionProblem &problem) {
  return ceil_div(problem.row_tiles(), GROUPS) * problem.heads;
}

template <int HEAD_DIM>
__device__ __forceinline__ void load_tile(uint8_t *to, const CUtensorMap &map, int token, int head, uint32_t barrier,
                                          uint64_t policy) {
  using S = Shared<HEAD_DIM>;
#pragma unroll
  for (int panel = 0; panel < S::PANELS; panel++) {
    load_box(shared_address(to + panel * S::PANEL_BYTES), map, {panel * PANEL_COLUMNS, token, head}, barrier, policy);
  }
}

// Loads, by one thread, the queries of each work and its tiles of keys, from the last one down.
template <int HEAD_DIM>
__device__ __forceinline__ void produce(const SelectionProblem &problem, const CUtensorMap &queries,
                                        const CUtensorMap &keys, Shared<HEAD_DIM> &shared) {
  const uint32_t queries_full = shared_address(&shared.queries_full);
  const uint32_t queries_empty = shared_address(&shared.queries_empty);
  const uint64_t keep = keep_in_l2();
  const uint64_t once = leave_l2_first();
  RingCursor stage{0, 1};
  uint32_t parity = 1;
#pragma unroll 1
  for (int index = blockIdx.x; index < works(problem); index += gridDim.x) {
    const Work work(problem, index);
    barrier_wait(queries_empty, parity);
    parity ^= 1;
    barrier_arrive_expecting(queries_full, GROUPS * Shared<HEAD_DIM>::TILE_BYTES);
    for (int group = 0; group < GROUPS; group++) {
      load_tile<HEAD_DIM>(shared.queries[group], queries, (work.row_tile + group) * TILE, work.head, queries_full,
                          once);
    }
#pragma unroll 1
    for (int tile = problem.key_tiles() - 1; tile >= 0; tile--) {
      const uint32_t full = shared_address(&shared.keys_full[stage.slot]);
      barrier_wait(shared_address(&shared.keys_empty[stage.slot]), stage.parity);
      barrier_arrive_expecting(full, Shared<HEAD_DIM>::TILE_BYTES);
      load_tile<HEAD_DIM>(shared.keys[stage.slot], keys, problem.first_key(tile), problem.kv_head(work.head), full,
                          keep);
      stage.advance<STAGES>();
    }
  }
}

// Starts to score 64 rows against a tile of keys; both operands in panels of TILE rows.
template <int HEAD_DIM>
__device__ __forceinline__ void score(Scores &scores, uint64_t rows, uint64_t keys) {
  begin_products();
#pragma unroll
  for (int k = 0; k < HEAD_DIM / 16; k++) {
    const uint64_t offset = (k / 4 * Shared<HEAD_DIM>::PANEL_BYTES + k % 4 * 32) / 16;
    multiply(scores, rows + offset, keys + offset, k > 0);
  }
  commit_products();
}

__device__ __forceinline__ void await(Scores &scores) {
  wait_for_products<0>();
  pin(scores);
}

__device__ __forceinline__ void mask(const SelectionProblem &problem, int tile, Scores &scores) {
  if (problem.keys(tile) < TILE) {
    mask_from(scores, problem.keys(tile));
  }
}

template <int HEAD_DIM, int BLOCK>
__device__ __forceinline__ void consume(const SelectionProblem &problem, Shared<HEAD_DIM> &shared, int consumer) {
  using S = Shared<HEAD_DIM>;
  const bool leader = threadIdx.x % 32 == 0;
  const int group_index = consumer / 2;
  const int half = consumer % 2;
  const size_t slot = static_cast<size_t>(blockIdx.x) * GROUPS + group_index;
  const RowGroup<256> group{static_cast<int>(threadIdx.x % 128) + half * 128,
                            {1 + group_index, 256},
                            shared.row_logs[group_index],
                            &shared.counts[group_index],
                            problem.workspace + slot * slot_floats(problem.tokens, BLOCK)};
  float *const logs = group.logs + half * (TILE / 2) + row_of_lane();
  const uint64_t own_rows = matrix_descriptor(shared_address(shared.queries[group_index])) +
                            half * (TILE / 2 * PANEL_ROW_BYTES / 16);
  const uint64_t first_keys = matrix_descriptor(shared_address(shared.keys[0]));

  RingCursor stage;
  uint32_t parity = 0;
  Scores scores;
#pragma unroll 1
  for (int index = blockIdx.x; index < works(problem); index += gridDim.x) {
    const Work work(problem, index);
    RowSums rows[1];
    References references;
    Sums<BLOCK> sums;
    sums.pending = false;
    barrier_wait(shared_address(&shared.queries_full), parity);
    parity ^= 1;
#pragma unroll 1
    for (int tile = problem.key_tiles() - 1; tile >= 0; tile--) {
      barrier_wait(shared_address(&shared.keys_full[stage.slot]), stage.parity);
      pin(scores);
      score<HEAD_DIM>(scores, own_rows, first_keys + stage.slot * (S::TILE_BYTES / 16));
      finish_sums<BLOCK>(problem, tile + 1, sums, logs, references, rows[0]);
      await(scores);
      if (leader) {
        barrier_arrive(shared_address(&shared.keys_empty[stage.slot]));
      }
      stage.advance<STAGES>();
      mask(problem, tile, scores);
      sum_tile<BLOCK>(problem, tile, scores, logs, references, rows[0].all, sums);
    }
    finish_sums<BLOCK>(problem, 0, sums, logs, references, rows[0]);
    if (leader) {
      barrier_arrive(shared_address(&shared.queries_empty));
    }
    choose<BLOCK, 256>(problem, group, work.head, work.row_tile + group_index, rows);
  }
}

template <int HEAD_DIM, int BLOCK>
__global__ void __launch_bounds__(THREADS, 1)
    select_blocks(const __grid_constant__ CUtensorMap queries, const __grid_constant__ CUtensorMap keys,
                  const __grid_constant__ SelectionProblem problem) {
  extern __shared__ __align__(1024) uint8_t memory[];
  auto &shared = *reinterpret_cast<Shared<HEAD_DIM> *>(memory);
  if (threadIdx.x == 0) {
    barrier_init(shared_address(&shared.queries_full), 1);
    barrier_init(shared_address(&shared.queries_empty), CONSUMER_WARPS);
    for (int stage = 0; stage < STAGES; stage++) {
      barrier_init(shared_address(&shared.keys_full[stage]), 1);
      barrier_init(shared_address(&shared.keys_empty[stage]), CONSUMER_WARPS);
    }
    barrier_init_done();
  }
  __syncthreads();
  const int warpgroup = __shfl_sync(~0u, threadIdx.x / 128, 0);
  if (warpgroup == 0) {
    give_registers<24>();
    if (threadIdx.x == 0) {
      produce<HEAD_DIM>(problem, queries, keys, shared);
    }
  } else {
    take_registers<112>();
    consume<HEAD_DIM, BLOCK>(problem, shared, warpgroup - 1);
  }
}

template <int HEAD_DIM, int BLOCK>
int launch(const SelectionProblem &problem, cudaStream_t stream) {
  CUtensorMap queries;
  CUtensorMap keys;
  int error = describe_tensor(&queries, problem.q, problem.heads, problem.tokens, HEAD_DIM, TILE);
  if (error == 0) {
    error = describe_tensor(&keys, problem.k, problem.kv_heads, problem.tokens, HEAD_DIM, TILE);
  }
  if (error != 0) {
    return error;
  }
  constexpr int SHARED_BYTES = sizeof(Shared<HEAD_DIM>);
  const auto kernel = select_blocks<HEAD_DIM, BLOCK>;
  const cudaError_t refused = cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, SHARED_BYTES);
  if (refused != cudaSuccess) {
    return refused;
  }
  const int blocks = min(min(multiprocessors(), problem.slots / GROUPS), works(problem));
  kernel<<<blocks, THREADS, SHARED_BYTES, stream>>>(queries, keys, problem);
  return cudaGetLastError();
}

template <int HEAD_DIM>
int launch(const SelectionProblem &problem, cudaStream_t stream) {
  switch (problem.block_size) {
    case 128:
      return launch<HEAD_DIM, 128>(problem, stream);
    case 64:
      return launch<HEAD_DIM, 64>(problem, stream);
    case 32:
      return launch<HEAD_DIM, 32>(problem, stream);
    default:
      return launch<HEAD_DIM, 16>(problem, stream);
  }
}

}  // namespace

int select_sm90(const SelectionProblem &problem, cudaStream_t stream) {
  return problem.head_dim == 128 ? launch<128>(problem, stream) : launch<64>(problem, stream);
}

}  // namespace sparsed
