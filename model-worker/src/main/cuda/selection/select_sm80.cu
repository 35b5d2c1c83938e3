// Block selection by mma.sync, for GPUs before and after Hopper: a thread block of four warps goes from work to work,
// 128 query rows of a head against all its keys, the next tile of keys on its way.
#include "../ampere/mma.cuh"
#include "choose.cuh"

namespace sparsed {
namespace {

constexpr int THREADS = 128;
constexpr int STAGES = 2;

template <int HEAD_DIM>
struct Shared {
  static constexpr int TILE_BYTES = TILE * HEAD_DIM * 2;

  uint8_t queries[TILE_BYTES];
  uint8_t keys[STAGES][TILE_BYTES];
  float row_logs[2][TILE];
  uint32_t counts[256];
};

__device__ __forceinline__ uint32_t address(const void *shared) {
  return static_cast<uint32_t>(__cvta_generic_to_shared(shared));
}

// Returns the offset of a 16-byte chunk of a row in a tile: the same chunk of eight consecutive rows is in eight
// different groups of banks.
template <int HEAD_DIM>
__device__ __forceinline__ uint32_t chunk_offset(int row, int chunk) {
  return row * HEAD_DIM * 2 + ((chunk & 8) | ((chunk ^ row) & 7)) * 16;
}

// Starts to load TILE tokens of a head; tokens past the last read as zeros.
template <int HEAD_DIM>
__device__ __forceinline__ void load_tile(uint32_t to, const SelectionProblem &problem, const sparsed_heads &from,
                                          int head, int token) {
  constexpr int CHUNKS = HEAD_DIM / 8;
#pragma unroll
  for (int i = 0; i < TILE * CHUNKS / THREADS; i++) {
    const int row = (i * THREADS + threadIdx.x) / CHUNKS;
    const int chunk = threadIdx.x % CHUNKS;
    const bool valid = token + row < problem.tokens;
    const int64_t element = head * from.head_stride + (valid ? token + row : 0) * from.token_stride + chunk * 8;
    copy_16_bytes(to + chunk_offset<HEAD_DIM>(row, chunk), static_cast<const uint16_t *>(from.data) + element, valid);
  }
  commit_copies();
}

// Scores the 64 rows from `first_row` on against a tile of keys; a warp owns 16 of the rows.
template <int HEAD_DIM>
__device__ __forceinline__ void score(Scores &scores, uint32_t queries, uint32_t keys, int first_row) {
  const int lane = threadIdx.x % 32;
  const int query_row = first_row + threadIdx.x / 32 * 16 + lane % 16;
  const int key_row = lane % 8 + lane / 16 * 8;
#pragma unroll
  for (int e = 0; e < 64; e++) {
    scores[e] = 0.0f;
  }
#pragma unroll
  for (int k = 0; k < HEAD_DIM / 16; k++) {
    uint32_t a[4];
    load_matrices(a, queries + chunk_offset<HEAD_DIM>(query_row, 2 * k + lane / 16));
#pragma unroll
    for (int j = 0; j < TILE / 16; j++) {
      uint32_t b[4];
      load_matrices(b, keys + chunk_offset<HEAD_DIM>(16 * j + key_row, 2 * k + lane / 8 % 2));
      multiply_add(&scores[8 * j], a, b[0], b[1]);
      multiply_add(&scores[8 * j + 4], a, b[2], b[3]);
    }
  }
}

template <int HEAD_DIM, int BLOCK>
__global__ void __launch_bounds__(THREADS, 2) select_blocks(const __grid_constant__ SelectionProblem problem) {
  extern __shared__ __align__(16) uint8_t memory[];
  auto &shared = *reinterpret_cast<Shared<HEAD_DIM> *>(memory);
  const RowGroup<128> group{static_cast<int>(threadIdx.x),
                            {1, THREADS},
                            shared.row_logs,
                            &shared.counts,
                            problem.workspace + blockIdx.x * slot_floats(problem.tokens, BLOCK)};
  const uint32_t queries = address(shared.queries);
#pragma unroll 1
  for (int work = blockIdx.x; work < problem.row_tiles() * problem.heads; work += gridDim.x) {
    const int head = work / problem.row_tiles();
    const int row_tile = work % problem.row_tiles();
    const auto load_keys = [&](int tile) {
      load_tile<HEAD_DIM>(address(shared.keys[tile % STAGES]), problem, problem.k, problem.kv_head(head),
                          problem.first_key(tile));
    };
    RowSums rows[2];
    load_tile<HEAD_DIM>(queries, problem, problem.q, head, row_tile * TILE);
    load_keys(problem.key_tiles() - 1);
#pragma unroll 1
    for (int tile = problem.key_tiles() - 1; tile >= 0; tile--) {
      if (tile > 0) {
        load_keys(tile - 1);
        wait_for_copies<1>();
      } else {
        wait_for_copies<0>();
      }
      __syncthreads();
#pragma unroll
      for (int half = 0; half < 2; half++) {
        const int first_row = half * (TILE / 2);
        Scores scores;
        score<HEAD_DIM>(scores, queries, address(shared.keys[tile % STAGES]), first_row);
        if (problem.keys(tile) < TILE) {
          mask_from(scores, problem.keys(tile));
        }
        fold_tile<BLOCK>(problem, tile, scores, group.logs + first_row + row_of_lane(), rows[half]);
      }
      __syncthreads();
    }
    choose<BLOCK>(problem, group, head, row_tile, rows);
  }
}

template <int HEAD_DIM, int BLOCK>
int launch(const SelectionProblem &problem, cudaStream_t stream) {
  constexpr int SHARED_BYTES = sizeof(Shared<HEAD_DIM>);
  const auto kernel = select_blocks<HEAD_DIM, BLOCK>;
  const cudaError_t refused = cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, SHARED_BYTES);
  if (refused != cudaSuccess) {
    return refused;
  }
  kernel<<<min(problem.slots, problem.row_tiles() * problem.heads), THREADS, SHARED_BYTES, stream>>>(problem);
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

int select_sm80(const SelectionProblem &problem, cudaStream_t stream) {
  return problem.head_dim == 128 ? launch<128>(problem, stream) : launch<64>(problem, stream);
}

}  // namespace sparsed
