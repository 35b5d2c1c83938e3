/* A cuBLASLt that writes the arguments of each call down: it shows that callers pass what cublasLt.h says. The handle
   of a layout is 1000 * rows + columns. There are algorithms for even numbers of columns only. */
#include "recording.h"

#include <inttypes.h>
#include <string.h>

enum { ALGORITHM_BYTES = 64, NOT_SUPPORTED = 15 };

static int create(void **object, uintptr_t handle) {
  *object = (void *)handle;
  return 0;
}

static int set(const char *what, const void *object, int attribute, const void *value, size_t bytes) {
  uint64_t number = 0;
  memcpy(&number, value, bytes);
  return record("%s%p.%d=%" PRIu64 "/%zu ", what, object, attribute, number, bytes);
}

size_t cublasLtGetVersion(void) { return 120900; }

int cublasLtCreate(void **handle) { return create(handle, 0x1); }

int cublasLtDestroy(void *handle) { return record("destroy=%p ", handle); }

int cublasLtMatmulDescCreate(void **desc, int compute_type, int scale_type) {
  record("desc=%d/%d ", compute_type, scale_type);
  return create(desc, 0x2);
}

int cublasLtMatmulDescSetAttribute(void *desc, int attribute, const void *value, size_t bytes) {
  return set("desc", desc, attribute, value, bytes);
}

int cublasLtMatmulDescDestroy(void *desc) { return record("~desc=%p ", desc); }

int cublasLtMatrixLayoutCreate(void **layout, int type, uint64_t rows, uint64_t columns, int64_t leading) {
  record("layout=%d/%" PRIu64 "/%" PRIu64 "/%" PRId64 " ", type, rows, columns, leading);
  return create(layout, 1000 * rows + columns);
}

int cublasLtMatrixLayoutDestroy(void *layout) { return record("~layout=%zu ", (size_t)layout); }

int cublasLtMatmulPreferenceCreate(void **preference) { return create(preference, 0x3); }

int cublasLtMatmulPreferenceSetAttribute(void *preference, int attribute, const void *value, size_t bytes) {
  return set("preference", preference, attribute, value, bytes);
}

int cublasLtMatmulPreferenceDestroy(void *preference) { return record("~preference=%p ", preference); }

int cublasLtMatmulAlgoGetHeuristic(void *handle, void *desc, void *a, void *b, void *c, void *d, void *preference,
                                   int requested, void *results, int *found) {
  record("heuristic=%p/%p a=%zu b=%zu c=%zu d=%zu preference=%p/%d ", handle, desc, (size_t)a, (size_t)b, (size_t)c,
         (size_t)d, preference, requested);
  if ((size_t)d % 2 != 0) return NOT_SUPPORTED;
  memset(results, 7, ALGORITHM_BYTES);
  *found = 1;
  return 0;
}

int cublasLtMatmul(void *handle, void *desc, const float *alpha, const void *a, void *a_layout, const void *b,
                   void *b_layout, const float *beta, const void *c, void *c_layout, void *d, void *d_layout,
                   const unsigned char *algorithm, void *workspace, size_t workspace_bytes, void *stream) {
  record("multiply=%p/%p alpha=%g a=%p/%zu b=%p/%zu ", handle, desc, *alpha, a, (size_t)a_layout, b, (size_t)b_layout);
  return record("beta=%g c=%p/%zu d=%p/%zu algorithm=%d/%d workspace=%p/%zu stream=%p ", *beta, c, (size_t)c_layout, d,
                (size_t)d_layout, algorithm[0], algorithm[ALGORITHM_BYTES - 1], workspace, workspace_bytes, stream);
}
