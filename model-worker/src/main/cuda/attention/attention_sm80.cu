// Block-sparse attention for GPUs from Ampere on, and for Hopper where the driver has no tensor maps: mma.sync fed by
// cp.async, keys and values double-buffered.
#include "stream_sm80.cuh"

namespace sparsed {
namespace {

template <int N>
__device__ __forceinline__ void write_rows(const AttentionProblem &p, int head, int first_row,
                                           const OnlineSoftmax &softmax, const float (&out)[N]) {
  const int lane = threadIdx.x % 32;
#pragma unroll
  for (int i = 0; i < 2; i++) {
    const int row = first_row + threadIdx.x / 32 * 16 + lane / 4 + 8 * i;
    if (row < p.query_tokens) {
      const float normalizer = softmax.normalizer(i);
      auto *to = static_cast<__nv_bfloat16 *>(p.o.data) + head * p.o.head_stride + row * p.o.token_stride;
#pragma unroll
      for (int j = 0; j < N / 4; j++) {
        *reinterpret_cast<uint32_t *>(to + 8 * j + 2 * (lane % 4)) =
            pack_bf16(out[4 * j + 2 * i] * normalizer, out[4 * j + 2 * i + 1] * normalizer);
      }
      if (p.lse != nullptr && lane % 4 == 0) {
        p.lse[static_cast<int64_t>(head) * p.query_tokens + row] = softmax.log_sum_exp(i);
      }
    }
  }
}

template <int HEAD_DIM, int BLOCK>
__global__ void __launch_bounds__(TileSm80<HEAD_DIM, BLOCK>::THREADS, 1)
    attention_sm80(const __grid_constant__ AttentionProblem p) {
  using S = TileSm80<HEAD_DIM, BLOCK>;
  const int tiles_per_head = ceil_div(p.query_tokens, S::ROWS);
  const int head = blockIdx.x / tiles_per_head;
  const int first_row = blockIdx.x % tiles_per_head * S::ROWS;

  float out[HEAD_DIM / 2] = {};
  OnlineSoftmax softmax(p.scale);
  KeyTiles<S, BLOCK> list(p, head, first_row);
  attend_tile<S>(p, head, first_row, list, AsyncRows<S>(p, p.kv_head(head)), softmax, out);
  write_rows(p, head, first_row, softmax, out);
}

template <int HEAD_DIM, int BLOCK>
int launch(const AttentionProblem &problem, cudaStream_t stream) {
  using S = TileSm80<HEAD_DIM, BLOCK>;
  const cudaError_t error = cudaFuncSetAttribute(attention_sm80<HEAD_DIM, BLOCK>,
                                                 cudaFuncAttributeMaxDynamicSharedMemorySize, S::SHARED_BYTES);
  if (error != cudaSuccess) {
    return error;
  }
  const int blocks = problem.heads * ceil_div(problem.query_tokens, S::ROWS);
  attention_sm80<HEAD_DIM, BLOCK><<<blocks, S::THREADS, S::SHARED_BYTES, stream>>>(problem);
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

int attend_sm80(const AttentionProblem &problem, cudaStream_t stream) {
  return problem.head_dim == 128 ? launch<128>(problem, stream) : launch<64>(problem, stream);
}

}  // namespace sparsed
