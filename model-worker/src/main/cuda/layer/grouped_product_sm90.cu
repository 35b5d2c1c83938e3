// Matrix products of groups of rows, each by a matrix of its own: the linear layers of experts.
//
// A thread block computes a tile of 128 rows x 256 columns. A producer warp loads panels of 64 columns of both operands
// through a ring in shared memory; two warpgroups take 64 rows each. The sum of an element runs over the columns in
// ascending order, whatever else the product computes.
#include <cuda_bf16.h>

#include "../arguments.cuh"
#include "../device_kernels.cuh"
#include "../accumulators.cuh"
#include "../hopper/mbarrier.cuh"
#include "../hopper/tensor_map.cuh"
#include "../hopper/wgmma.cuh"

namespace sparsed {
namespace {

constexpr int ROWS = 128;
constexpr int COLUMNS = 256;
constexpr int HALF = 128;  // columns of one product
constexpr int STAGES = 4;
constexpr int CONSUMERS = 256;
constexpr int THREADS = CONSUMERS + 128;
constexpr int ROWS_BYTES = ROWS * PANEL_ROW_BYTES;
constexpr int COLUMNS_BYTES = COLUMNS * PANEL_ROW_BYTES;

struct GroupedProduct {
  const int32_t *groups;  // [row blocks], the matrix of each; below 0: none
  __nv_bfloat16 *output;  // [rows, columns]
  int columns;
  int depth;  // columns that a sum runs over
};

struct alignas(1024) Shared {
  uint8_t rows[STAGES][ROWS_BYTES];
  uint8_t matrix[STAGES][COLUMNS_BYTES];
  uint64_t full[STAGES];
  uint64_t empty[STAGES];
};

__device__ __forceinline__ void produce(const GroupedProduct &product, Shared &shared, const CUtensorMap &rows,
                                        const CUtensorMap &matrices, int group) {
  RingCursor stage{0, 1};
  for (int column = 0; column < product.depth; column += PANEL_COLUMNS) {
    const uint32_t full = shared_address(&shared.full[stage.slot]);
    barrier_wait(shared_address(&shared.empty[stage.slot]), stage.parity);
    barrier_arrive_expecting(full, ROWS_BYTES + COLUMNS_BYTES);
    load_box(shared_address(shared.rows[stage.slot]), rows, {column, static_cast<int>(blockIdx.y) * ROWS, 0}, full,
             keep_in_l2());
    load_box(shared_address(shared.matrix[stage.slot]), matrices, {column, static_cast<int>(blockIdx.x) * COLUMNS, group},
             full, keep_in_l2());
    stage.advance<STAGES>();
  }
}

// Stores 64 rows x 128 columns of a warpgroup.
__device__ __forceinline__ void store(const GroupedProduct &product, int warpgroup, int first_column,
                                      const float (&sums)[64]) {
  const int lane = threadIdx.x % 32;
  const int64_t row = static_cast<int64_t>(blockIdx.y) * ROWS + warpgroup * 64 + threadIdx.x / 32 % 4 * 16 + lane / 4;
#pragma unroll
  for (int e = 0; e < 64; e += 2) {
    const int column = first_column + e / 4 * 8 + lane % 4 * 2;
    if (column < product.columns) {
      *reinterpret_cast<uint32_t *>(product.output + (row + e % 4 / 2 * 8) * product.columns + column) =
          pack_bf16(sums[e], sums[e + 1]);
    }
  }
}

__device__ __forceinline__ void consume(const GroupedProduct &product, Shared &shared, int warpgroup) {
  float left[64];
  float right[64];
  RingCursor stage;
  int last = -1;
  for (int column = 0; column < product.depth; column += PANEL_COLUMNS) {
    barrier_wait(shared_address(&shared.full[stage.slot]), stage.parity);
    const uint64_t a = matrix_descriptor(shared_address(shared.rows[stage.slot]) + warpgroup * 64 * PANEL_ROW_BYTES);
    const uint64_t b = matrix_descriptor(shared_address(shared.matrix[stage.slot]));
    pin(left);
    pin(right);
    begin_products();
#pragma unroll
    for (int step = 0; step < PANEL_COLUMNS / 16; step++) {
      const uint64_t bytes = step * 32 >> 4;
      multiply(left, a + bytes, b + bytes, column + step > 0);
      multiply(right, a + bytes, b + bytes + (HALF * PANEL_ROW_BYTES >> 4), column + step > 0);
    }
    commit_products();
    wait_for_products<1>();
    if (last >= 0 && threadIdx.x % 32 == 0) {
      barrier_arrive(shared_address(&shared.empty[last]));
    }
    last = stage.slot;
    stage.advance<STAGES>();
  }
  wait_for_products<0>();
  pin(left);
  pin(right);
  store(product, warpgroup, blockIdx.x * COLUMNS, left);
  store(product, warpgroup, blockIdx.x * COLUMNS + HALF, right);
}

// Thread blocks (tiles of columns, blocks of rows).
__global__ void __launch_bounds__(THREADS, 1)
    grouped_product(const __grid_constant__ CUtensorMap rows, const __grid_constant__ CUtensorMap matrices,
                    const __grid_constant__ GroupedProduct product) {
  extern __shared__ __align__(1024) uint8_t memory[];
  auto &shared = *reinterpret_cast<Shared *>(memory);
  const int group = product.groups[blockIdx.y];
  if (group < 0) {
    return;
  }
  if (threadIdx.x == 0) {
    for (int i = 0; i < STAGES; i++) {
      barrier_init(shared_address(&shared.full[i]), 1);
      barrier_init(shared_address(&shared.empty[i]), CONSUMERS / 32);
    }
    barrier_init_done();
  }
  __syncthreads();
  const int warpgroup = __shfl_sync(0xffffffffu, static_cast<int>(threadIdx.x / 128), 0);
  if (warpgroup == CONSUMERS / 128) {
    give_registers<40>();
    if (threadIdx.x == CONSUMERS) {
      produce(product, shared, rows, matrices, group);
    }
  } else {
    take_registers<232>();
    consume(product, shared, warpgroup);
  }
}

}  // namespace
}  // namespace sparsed

using namespace sparsed;

int sparsed_grouped_product(const void *rows, const void *matrices, void *output, const int32_t *groups, int row_blocks,
                            int matrix_count, int columns, int depth, sparsed_stream stream) {
  if (!usable(rows) || !usable(matrices) || !usable(output) || groups == nullptr || row_blocks <= 0 ||
      row_blocks > 65535 || matrix_count <= 0 || columns <= 0 || columns % 8 != 0 || depth <= 0 || depth % 8 != 0) {
    return SPARSED_BAD_ARGUMENT;
  }
  const sparsed_heads a{const_cast<void *>(rows), depth, static_cast<int64_t>(row_blocks) * ROWS * depth};
  const sparsed_heads b{const_cast<void *>(matrices), depth, static_cast<int64_t>(columns) * depth};
  CUtensorMap row_map, matrix_map;
  int refused = hopper_refusal();
  if (refused == 0) {
    refused = describe_tensor(&row_map, a, 1, row_blocks * ROWS, depth, ROWS);
  }
  if (refused == 0) {
    refused = describe_tensor(&matrix_map, b, matrix_count, columns, depth, COLUMNS);
  }
  if (refused != 0) {
    return refused;
  }
  const cudaError_t error =
      cudaFuncSetAttribute(grouped_product, cudaFuncAttributeMaxDynamicSharedMemorySize, sizeof(Shared));
  if (error != cudaSuccess) {
    return error;
  }
  const GroupedProduct product{groups, static_cast<__nv_bfloat16 *>(output), columns, depth};
  grouped_product<<<dim3(ceil_div(columns, COLUMNS), row_blocks), THREADS, sizeof(Shared), cuda(stream)>>>(
      row_map, matrix_map, product);
  return cudaGetLastError();
}
