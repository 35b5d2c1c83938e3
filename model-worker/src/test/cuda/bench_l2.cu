// What the path from L2 to shared memory carries: the ceiling of attention whose query blocks share no keys.
//
// nvcc -std=c++17 -O3 -gencode arch=compute_90a,code=sm_90a bench_l2.cu -o bench_l2 && ./bench_l2
//
// Every multiprocessor keeps bulk copies of 16 KiB, the keys of a block of 64 x 128, on their way from a window that
// fits in L2; nothing is computed. TB/s where each reads at random, and where all read the same at a time.
#include <cuda_runtime.h>
#include <stdio.h>

#include "../../main/cuda/hopper/mbarrier.cuh"

using namespace sparsed;

namespace {

constexpr int COPY_BYTES = 16 * 1024;
constexpr int STAGES = 12;
constexpr int COPIES = 4000;  // by each multiprocessor

__device__ void copy(uint32_t to, const void *from, uint32_t barrier) {
  asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];" ::"r"(to),
               "l"(from), "r"(COPY_BYTES), "r"(barrier)
               : "memory");
}

__global__ void __launch_bounds__(32, 1) read(const uint8_t *window, int places, bool alike) {
  extern __shared__ __align__(128) uint8_t stages[];
  __shared__ uint64_t full[STAGES];
  if (threadIdx.x != 0) {
    return;
  }
  for (uint64_t &barrier : full) {
    barrier_init(shared_address(&barrier), 1);
  }
  barrier_init_done();
  uint32_t random = alike ? 1 : 7919 * blockIdx.x + 17;
  RingCursor stage;
  for (int i = 0; i < COPIES + STAGES; i++) {
    const uint32_t barrier = shared_address(&full[stage.slot]);
    if (i >= STAGES) {
      barrier_wait(barrier, stage.parity ^ 1);
    }
    if (i < COPIES) {
      random = random * 1664525 + 1013904223;
      barrier_arrive_expecting(barrier, COPY_BYTES);
      copy(shared_address(stages + stage.slot * COPY_BYTES),
           window + static_cast<size_t>((random >> 8) % places) * COPY_BYTES, barrier);
    }
    stage.advance<STAGES>();
  }
}

}  // namespace

int main() {
  int multiprocessors = 0;
  uint8_t *window = nullptr;
  cudaEvent_t begin, end;
  cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, 0);
  cudaMalloc(&window, 32 << 20);
  cudaMemset(window, 1, 32 << 20);
  cudaFuncSetAttribute(read, cudaFuncAttributeMaxDynamicSharedMemorySize, STAGES * COPY_BYTES);
  cudaEventCreate(&begin);
  cudaEventCreate(&end);
  for (const int mebibytes : {8, 16, 32}) {
    for (const bool alike : {false, true}) {
      float best = INFINITY;
      for (int run = 0; run < 5; run++) {
        float milliseconds = 0;
        cudaEventRecord(begin);
        read<<<multiprocessors, 32, STAGES * COPY_BYTES>>>(window, mebibytes * 1024 * 1024 / COPY_BYTES, alike);
        cudaEventRecord(end);
        cudaEventSynchronize(end);
        cudaEventElapsedTime(&milliseconds, begin, end);
        best = fminf(best, milliseconds);
      }
      const cudaError_t error = cudaGetLastError();
      if (error != cudaSuccess) {
        printf("%s\n", cudaGetErrorString(error));
        return 1;
      }
      printf("%2d MiB, %s: %.2f TB/s\n", mebibytes, alike ? "all alike" : "at random",
             1e-9 * multiprocessors * COPIES * COPY_BYTES / best);
    }
  }
  return 0;
}
