// sparsed_select_blocks: checks the arguments, divides the workspace and chooses a kernel.
#include "../device_kernels.cuh"
#include "../exp2.cuh"
#include "problem.cuh"

namespace sparsed {
namespace {

// A larger slot, of smaller and more blocks, means that fewer groups work at a time.
constexpr size_t MAX_WORKSPACE = 300'000'000;

// Returns the slots of the workspace, one for each group of four warps at work: at most two groups on a multiprocessor,
// and always pairs of them.
int slots(int heads, int tokens, int block_size) {
  const size_t affordable = MAX_WORKSPACE / (slot_floats(tokens, block_size) * sizeof(float));
  const size_t resident = 2 * static_cast<size_t>(multiprocessors());
  const size_t useful = static_cast<size_t>(heads) * ceil_div(tokens, TILE) + 1;
  const size_t wanted = min(min(affordable, resident), useful);
  return static_cast<int>(max(wanted / 2 * 2, size_t{2}));
}

bool valid(const SelectionProblem &p) {
  return usable(p.q) && usable(p.k) && p.pattern != nullptr && reinterpret_cast<uintptr_t>(p.pattern) % 8 == 0 &&
         usable(p.workspace) && p.heads > 0 && p.kv_heads > 0 && p.heads % p.kv_heads == 0 && p.tokens > 0 &&
         p.scale > 0.0f && p.last >= 0 && p.last < p.blocks() && p.keep >= 1 && p.keep <= p.blocks() &&
         p.keep_last >= 1 && p.keep_last <= p.blocks() - p.last;
}

}  // namespace
}  // namespace sparsed

using namespace sparsed;

size_t sparsed_select_blocks_workspace(int heads, int tokens, int block_size) {
  if (heads <= 0 || tokens <= 0 || !served_block_size(block_size)) {
    return 0;
  }
  return slots(heads, tokens, block_size) * slot_floats(tokens, block_size) * sizeof(float);
}

int sparsed_select_blocks(sparsed_heads q, sparsed_heads k, uint64_t *pattern, int heads, int kv_heads, int head_dim,
                          int tokens, int block_size, float scale, int last, int keep, int keep_last,
                          void *workspace, size_t workspace_bytes, sparsed_stream stream) {
  if (!served_head_dim(head_dim) || !served_block_size(block_size)) {
    return SPARSED_UNSUPPORTED;
  }
  SelectionProblem problem{q,        k,        reinterpret_cast<uint32_t *>(pattern),
                           static_cast<float *>(workspace),
                           0,        heads,    kv_heads,
                           head_dim, tokens,   block_size,
                           scale * LOG2_E,     last,
                           keep,     keep_last};
  if (!valid(problem)) {
    return SPARSED_BAD_ARGUMENT;
  }
  if (workspace_bytes < sparsed_select_blocks_workspace(heads, tokens, block_size)) {
    return SPARSED_WORKSPACE;
  }
  problem.slots = slots(heads, tokens, block_size);
  int device = 0;
  const cudaError_t error = cudaGetDevice(&device);
  if (error != cudaSuccess) {
    return error;
  }
  switch (device_kernels(device).generation) {
    case 90:
      return select_sm90(problem, cuda(stream));
    case 80:
      return select_sm80(problem, cuda(stream));
    default:
      return SPARSED_UNSUPPORTED;
  }
}
