// sparsed_few_rows_attention: attention of few query rows, the keys split over thread blocks (flash-decoding), for many
// sequences at once. How they are split follows from the number of keys alone, and the parts are added in order: no
// result depends on what else runs.
#include "../bf16x8.cuh"
#include "../device_kernels.cuh"
#include "few_rows.cuh"

namespace sparsed {
namespace {

constexpr int MAX_PARTS = 16;
constexpr int LEAST_KEYS = 512;  // of a part
constexpr int COPY_THREADS = 256;

// Returns the number of key blocks of a part.
int blocks_in_part(int key_tokens, int block_size) {
  const int keys = max(LEAST_KEYS, ceil_div(key_tokens, MAX_PARTS));
  return ceil_div(keys, block_size);
}

int part_count(int key_tokens, int block_size) {
  return ceil_div(ceil_div(key_tokens, block_size), blocks_in_part(key_tokens, block_size));
}

size_t part_floats(int heads, int query_tokens, int head_dim) {
  return static_cast<size_t>(heads) * query_tokens * (head_dim + 1);
}

template <int HEAD_DIM, int BLOCK>
__global__ void __launch_bounds__(FewRowsTile<HEAD_DIM, BLOCK>::THREADS, 2)
    attend_parts(const __grid_constant__ FewRowsLaunch launch) {
  const FewRowsProblem &few = launch.problems[blockIdx.z];
  attend_part<HEAD_DIM, BLOCK>(few, [&](int kv_head) {
    return AsyncRows<FewRowsTile<HEAD_DIM, BLOCK>>(few.attention, kv_head);
  });
}

// Adds the parts of a row, weighted by their sums of exponentials; a thread block a row, a thread a dimension.
template <int HEAD_DIM>
__global__ void __launch_bounds__(HEAD_DIM) add_parts(const __grid_constant__ FewRowsLaunch launch) {
  const FewRowsProblem &few = launch.problems[blockIdx.z];
  const AttentionProblem &p = few.attention;
  const int token = blockIdx.x;
  const int head = blockIdx.y;
  if (token >= p.query_tokens) {
    return;
  }
  const int64_t row = static_cast<int64_t>(head) * p.query_tokens + token;
  const int64_t rows = static_cast<int64_t>(p.heads) * p.query_tokens;
  float top = -INFINITY;
  for (int part = 0; part < few.parts; part++) {
    top = fmaxf(top, few.log_sum_exp[part * rows + row]);
  }
  float sum = 0.0f;
  float value = 0.0f;
  for (int part = 0; part < few.parts; part++) {
    const float weight = top == -INFINITY ? 0.0f : expf(few.log_sum_exp[part * rows + row] - top);
    sum += weight;
    value += weight * few.output[(part * rows + row) * HEAD_DIM + threadIdx.x];
  }
  auto *to = static_cast<__nv_bfloat16 *>(p.o.data) + head * p.o.head_stride + token * p.o.token_stride;
  to[threadIdx.x] = __float2bfloat16_rn(sum > 0.0f ? value / sum : 0.0f);
}

// Writes the new keys and values of the query rows over the old ones; a thread block a row.
__global__ void __launch_bounds__(COPY_THREADS) replace_rows(const __grid_constant__ FewRowsLaunch launch) {
  const FewRowsProblem &few = launch.problems[blockIdx.y];
  const AttentionProblem &p = few.attention;
  const int token = blockIdx.x;
  if (few.new_keys.data == nullptr || token >= p.query_tokens) {
    return;
  }
  const int vectors = p.head_dim / 8;
  for (int i = threadIdx.x; i < p.kv_heads * vectors; i += COPY_THREADS) {
    const int head = i / vectors;
    const int offset = i % vectors * 8;
    const auto at = [&](const sparsed_heads &tensor, int row) {
      return reinterpret_cast<Bf16x8 *>(static_cast<__nv_bfloat16 *>(tensor.data) + row * tensor.token_stride +
                                        head * tensor.head_stride + offset);
    };
    store(at(p.k, few.first_key + token), load(at(few.new_keys, token)));
    store(at(p.v, few.first_key + token), load(at(few.new_values, token)));
  }
}

// The largest of some size over the sequences of a launch.
template <typename Size>
int largest(const FewRowsLaunch &launch, Size size) {
  int most = 0;
  for (int i = 0; i < launch.count; i++) {
    most = max(most, size(launch.problems[i]));
  }
  return most;
}

template <int HEAD_DIM, int BLOCK>
int attend(const FewRowsLaunch &launch, dim3 grid, cudaStream_t stream) {
  using S = FewRowsTile<HEAD_DIM, BLOCK>;
  cudaError_t error = cudaFuncSetAttribute(attend_parts<HEAD_DIM, BLOCK>, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                           S::SHARED_BYTES);
  if (error != cudaSuccess) {
    return error;
  }
  attend_parts<HEAD_DIM, BLOCK><<<grid, S::THREADS, S::SHARED_BYTES, stream>>>(launch);
  return cudaGetLastError();
}

template <int HEAD_DIM>
int attend(const FewRowsLaunch &launch, dim3 grid, cudaStream_t stream) {
  switch (launch.problems[0].attention.block_size) {
    case 128:
      return attend<HEAD_DIM, 128>(launch, grid, stream);
    case 64:
      return attend<HEAD_DIM, 64>(launch, grid, stream);
    case 32:
      return attend<HEAD_DIM, 32>(launch, grid, stream);
    default:
      return attend<HEAD_DIM, 16>(launch, grid, stream);
  }
}

bool in_fp8(const sparsed_few_rows &s) { return s.factors.keys != nullptr; }

template <int HEAD_DIM>
int run(const FewRowsLaunch &launch, const FewRowsFactors &factors, bool is_fp8, cudaStream_t stream) {
  const int heads = launch.problems[0].attention.heads;
  const int rows = largest(launch, [](const FewRowsProblem &few) { return few.attention.query_tokens; });
  const int parts = largest(launch, [](const FewRowsProblem &few) { return few.parts; });
  const int tiles = largest(launch, [](const FewRowsProblem &few) {
    return ceil_div(few.skipped + few.attention.query_tokens, FEW_ROWS_TILE) - few.skipped / FEW_ROWS_TILE;
  });
  int error = 0;
  if (largest(launch, [](const FewRowsProblem &few) { return few.new_keys.data == nullptr ? 0 : 1; }) > 0) {
    if (is_fp8) {
      error = replace_rows_fp8_sm90(launch, factors, rows, stream);
    } else {
      replace_rows<<<dim3(rows, launch.count), COPY_THREADS, 0, stream>>>(launch);
      error = cudaGetLastError();
    }
  }
  if (error == 0) {
    const dim3 grid(heads * tiles, parts, launch.count);
    error = is_fp8 ? attend_parts_fp8_sm90(launch, factors, grid, stream) : attend<HEAD_DIM>(launch, grid, stream);
  }
  if (error != 0) {
    return error;
  }
  add_parts<HEAD_DIM><<<dim3(rows, heads, launch.count), HEAD_DIM, 0, stream>>>(launch);
  return cudaGetLastError();
}

bool valid(const sparsed_few_rows &s) {
  const bool replaces = s.new_keys.data != nullptr;
  return (!in_fp8(s) || usable(s.k, s.v, s.factors)) && usable(s.q) && usable(s.k) && usable(s.v) && usable(s.o) &&
         (!replaces || (usable(s.new_keys) && usable(s.new_values) && s.first_key >= 0 &&
                        s.first_key + s.query_tokens <= s.key_tokens)) &&
         reinterpret_cast<uintptr_t>(s.pattern) % 8 == 0 && s.pattern_head_stride >= 0 && s.query_tokens > 0 &&
         s.key_tokens > 0 && s.skipped_rows >= 0 && s.skipped_rows < s.block_size;
}

size_t workspace_floats(const sparsed_few_rows &s, int heads, int head_dim) {
  return part_count(s.key_tokens, s.block_size) * part_floats(heads, s.query_tokens, head_dim);
}

FewRowsProblem problem(const sparsed_few_rows &s, int heads, int kv_heads, int head_dim, float scale,
                       float *workspace) {
  const Pattern rows{s.pattern, s.pattern_head_stride, ceil_div(s.skipped_rows + s.query_tokens, s.block_size),
                     ceil_div(s.key_tokens, s.block_size)};
  const AttentionProblem attention{s.q,      s.k,      s.v,            s.o,          nullptr,      rows, heads,
                                   kv_heads, head_dim, s.query_tokens, s.key_tokens, s.block_size, scale};
  const int parts = part_count(s.key_tokens, s.block_size);
  return {attention,
          s.new_keys,
          s.new_values,
          s.first_key,
          s.skipped_rows,
          blocks_in_part(s.key_tokens, s.block_size),
          parts,
          workspace,
          workspace + static_cast<size_t>(parts) * heads * s.query_tokens * head_dim};
}

}  // namespace
}  // namespace sparsed

using namespace sparsed;

size_t sparsed_few_rows_attention_workspace(const sparsed_few_rows *sequences, int count, int heads, int head_dim) {
  size_t floats = 0;
  for (int i = 0; i < count; i++) {
    floats += workspace_floats(sequences[i], heads, head_dim);
  }
  return sizeof(float) * floats;
}

int sparsed_few_rows_attention(const sparsed_few_rows *sequences, int count, int heads, int kv_heads, int head_dim,
                               float scale, void *workspace, size_t workspace_bytes, sparsed_stream stream) {
  if (!served_head_dim(head_dim)) {
    return SPARSED_UNSUPPORTED;
  }
  if (count <= 0 || heads <= 0 || kv_heads <= 0 || heads % kv_heads != 0 || !(scale > 0.0f) || !usable(workspace)) {
    return SPARSED_BAD_ARGUMENT;
  }
  for (int i = 0; i < count; i++) {
    if (!served_block_size(sequences[i].block_size)) {
      return SPARSED_UNSUPPORTED;
    }
    if (!valid(sequences[i])) {
      return SPARSED_BAD_ARGUMENT;
    }
    if (in_fp8(sequences[i])) {
      const int refused = head_dim == FP8_HEAD_DIM ? hopper_refusal() : SPARSED_UNSUPPORTED;
      if (refused != 0) {
        return refused;
      }
    }
  }
  if (workspace_bytes < sparsed_few_rows_attention_workspace(sequences, count, heads, head_dim)) {
    return SPARSED_WORKSPACE;
  }
  auto *next = static_cast<float *>(workspace);
  for (int first = 0; first < count;) {
    FewRowsLaunch launch{};
    FewRowsFactors factors{};
    const int block_size = sequences[first].block_size;
    const bool is_fp8 = in_fp8(sequences[first]);
    for (; first < count && launch.count < MAX_SEQUENCES && sequences[first].block_size == block_size &&
           in_fp8(sequences[first]) == is_fp8;
         first++) {
      factors.each[launch.count] = sequences[first].factors;
      launch.problems[launch.count++] = problem(sequences[first], heads, kv_heads, head_dim, scale, next);
      next += workspace_floats(sequences[first], heads, head_dim);
    }
    const int error = head_dim == 128 ? run<128>(launch, factors, is_fp8, cuda(stream))
                                      : run<64>(launch, factors, is_fp8, cuda(stream));
    if (error != 0) {
      return error;
    }
  }
  return 0;
}
