// Descriptions of tensors for the copy engine, made on the host; tma.cuh uses them on the device.
#pragma once

#include <cuda.h>
#include <cuda_runtime.h>

#include "../include/sparsed_kernels.h"
#include "tma.cuh"

namespace sparsed {

using EncodeTensorMap = CUresult (*)(CUtensorMap *, CUtensorMapDataType, cuuint32_t, void *, const cuuint64_t *,
                                     const cuuint64_t *, const cuuint32_t *, const cuuint32_t *, CUtensorMapInterleave,
                                     CUtensorMapSwizzle, CUtensorMapL2promotion, CUtensorMapFloatOOBfill);

// Returns the driver's encoder, or null. It is looked up at run time, so that the library loads where there is no
// driver.
inline EncodeTensorMap tensor_map_encoder() {
  static const EncodeTensorMap encoder = [] {
    void *function = nullptr;
    cudaDriverEntryPointQueryResult found = cudaDriverEntryPointSymbolNotFound;
    const cudaError_t error =
        cudaGetDriverEntryPointByVersion("cuTensorMapEncodeTiled", &function, 12000, cudaEnableDefault, &found);
    return error == cudaSuccess && found == cudaDriverEntryPointSuccess ? reinterpret_cast<EncodeTensorMap>(function)
                                                                         : nullptr;
  }();
  return encoder;
}

// Describes [heads, rows, columns] of bfloat16 (or, `bytes_each` 1, of bytes) in boxes of box_rows rows and one panel.
// Returns 0 or a SPARSED_* code.
inline int describe_tensor(CUtensorMap *map, const sparsed_heads &tensor, int heads, int tokens, int head_dim,
                           int box_rows, int bytes_each = 2) {
  const EncodeTensorMap encode = tensor_map_encoder();
  if (encode == nullptr) {
    return SPARSED_NO_DRIVER;
  }
  // The stride of a dimension of length 1 is free in our contract, but not in the encoder's.
  const int64_t token_stride = tokens > 1 ? tensor.token_stride : head_dim;
  const int64_t head_stride = heads > 1 ? tensor.head_stride : token_stride * tokens;
  const cuuint64_t lengths[3] = {static_cast<cuuint64_t>(head_dim), static_cast<cuuint64_t>(tokens),
                                 static_cast<cuuint64_t>(heads)};
  const cuuint64_t stride_bytes[2] = {static_cast<cuuint64_t>(token_stride) * bytes_each,
                                      static_cast<cuuint64_t>(head_stride) * bytes_each};
  const cuuint32_t box[3] = {static_cast<cuuint32_t>(PANEL_ROW_BYTES / bytes_each), static_cast<cuuint32_t>(box_rows),
                             1};
  const cuuint32_t element_strides[3] = {1, 1, 1};
  const CUtensorMapDataType type = bytes_each == 1 ? CU_TENSOR_MAP_DATA_TYPE_UINT8 : CU_TENSOR_MAP_DATA_TYPE_BFLOAT16;
  const CUresult result =
      encode(map, type, 3, tensor.data, lengths, stride_bytes, box, element_strides, CU_TENSOR_MAP_INTERLEAVE_NONE,
             CU_TENSOR_MAP_SWIZZLE_128B, CU_TENSOR_MAP_L2_PROMOTION_L2_256B, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
  return result == CUDA_SUCCESS ? 0 : SPARSED_BAD_ARGUMENT;
}

}  // namespace sparsed
