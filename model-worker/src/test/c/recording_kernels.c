/* A library of kernels that writes the arguments of each call down: it shows that callers pass what the header says. */
#include "recording.h"
#include "sparsed_kernels.h"

#include <inttypes.h>

static int record_heads(const char *name, sparsed_heads heads) {
  return record("%s=%p/%" PRId64 "/%" PRId64 " ", name, heads.data, heads.token_stride, heads.head_stride);
}

static int record_factors(sparsed_row_factors f) {
  return record("factors=%p/%p/%p/%" PRId64 " ", (void *)f.keys, (void *)f.values, (const void *)f.key_means,
                f.head_stride);
}

int sparsed_abi_version(void) { return SPARSED_ABI_VERSION; }

const char *sparsed_error(int code) { return code == 0 ? "none" : "an error"; }

int sparsed_device_kernels(int device, const char **reason) {
  *reason = "recorded";
  return device;
}

int sparsed_block_sparse_attention(sparsed_heads q, sparsed_heads k, sparsed_heads v, sparsed_heads o, float *lse,
                                   const uint64_t *pattern, int64_t pattern_head_stride, int heads, int kv_heads,
                                   int head_dim, int query_tokens, int key_tokens, int block_size, float scale,
                                   sparsed_stream stream) {
  record_heads("q", q), record_heads("k", k), record_heads("v", v), record_heads("o", o);
  return record("lse=%d pattern=%p/%" PRId64 " heads=%d/%d/%d queries=%d keys=%d block=%d scale=%g stream=%p",
                lse != NULL, (const void *)pattern, pattern_head_stride, heads, kv_heads, head_dim, query_tokens,
                key_tokens, block_size, scale, stream);
}

size_t sparsed_fp8_attention_workspace(int heads, int kv_heads, int query_tokens, int key_tokens) {
  record("workspace(%d %d %d %d) ", heads, kv_heads, query_tokens, key_tokens);
  return 1001;
}

int sparsed_fp8_attention(sparsed_heads q, sparsed_heads k, sparsed_heads v, sparsed_heads o, const uint64_t *pattern,
                          int64_t pattern_head_stride, int heads, int kv_heads, int head_dim, int query_tokens,
                          int key_tokens, int block_size, float scale, void *workspace, size_t workspace_bytes,
                          sparsed_stream stream) {
  record_heads("q", q), record_heads("k", k), record_heads("v", v), record_heads("o", o);
  return record("pattern=%p/%" PRId64 " heads=%d/%d/%d queries=%d keys=%d block=%d scale=%g workspace=%p/%zu stream=%p",
                (const void *)pattern, pattern_head_stride, heads, kv_heads, head_dim, query_tokens, key_tokens,
                block_size, scale, workspace, workspace_bytes, stream);
}

int sparsed_keep_rows(sparsed_heads keys, sparsed_heads values, sparsed_heads kept_keys, sparsed_heads kept_values,
                      sparsed_row_factors factors, int first_row, int kv_heads, int head_dim, int rows,
                      sparsed_stream stream) {
  record_heads("keys", keys), record_heads("values", values);
  record_heads("kept_keys", kept_keys), record_heads("kept_values", kept_values), record_factors(factors);
  return record("first=%d heads=%d/%d rows=%d stream=%p", first_row, kv_heads, head_dim, rows, stream);
}

size_t sparsed_few_rows_attention_workspace(const sparsed_few_rows *sequences, int count, int heads, int head_dim) {
  record("workspace(%d %d %d %d) ", sequences[0].query_tokens, count, heads, head_dim);
  return 1002;
}

int sparsed_few_rows_attention(const sparsed_few_rows *sequences, int count, int heads, int kv_heads, int head_dim,
                               float scale, void *workspace, size_t workspace_bytes, sparsed_stream stream) {
  for (int i = 0; i < count; i++) {
    const sparsed_few_rows *s = &sequences[i];
    record_heads("q", s->q), record_heads("k", s->k), record_heads("v", s->v), record_heads("o", s->o);
    record_heads("new_keys", s->new_keys), record_heads("new_values", s->new_values), record_factors(s->factors);
    record("pattern=%p/%" PRId64 " skipped=%d queries=%d keys=%d block=%d first=%d ", (const void *)s->pattern,
           s->pattern_head_stride, s->skipped_rows, s->query_tokens, s->key_tokens, s->block_size, s->first_key);
  }
  return record("heads=%d/%d/%d scale=%g workspace=%p/%zu stream=%p", heads, kv_heads, head_dim, scale, workspace,
                workspace_bytes, stream);
}

size_t sparsed_select_blocks_workspace(int heads, int tokens, int block_size) {
  record("workspace(%d %d %d)", heads, tokens, block_size);
  return 1003;
}

int sparsed_select_blocks(sparsed_heads q, sparsed_heads k, uint64_t *pattern, int heads, int kv_heads, int head_dim,
                          int tokens, int block_size, float scale, int last, int keep, int keep_last,
                          void *workspace, size_t workspace_bytes, sparsed_stream stream) {
  record_heads("q", q), record_heads("k", k);
  return record("pattern=%p heads=%d/%d/%d tokens=%d block=%d scale=%g last=%d keep=%d/%d workspace=%p/%zu stream=%p",
                (void *)pattern, heads, kv_heads, head_dim, tokens, block_size, scale, last, keep, keep_last, workspace,
                workspace_bytes, stream);
}

int sparsed_rms_norm(const void *x, const void *weight, void *y, int64_t rows, int hidden, float eps,
                     sparsed_stream stream) {
  return record("x=%p weight=%p y=%p rows=%" PRId64 " hidden=%d eps=%g stream=%p", x, weight, y, rows, hidden, eps,
                stream);
}

int sparsed_rope(sparsed_heads q, sparsed_heads k, const float *table, int64_t table_length, int64_t first_position,
                 int heads, int kv_heads, int head_dim, int tokens, sparsed_stream stream) {
  record_heads("q", q), record_heads("k", k);
  return record("table=%p/%" PRId64 " first=%" PRId64 " heads=%d/%d/%d tokens=%d stream=%p", (const void *)table,
                table_length, first_position, heads, kv_heads, head_dim, tokens, stream);
}

int sparsed_silu_mul(const void *gate_up, void *y, int64_t rows, int width, sparsed_stream stream) {
  return record("gate_up=%p y=%p rows=%" PRId64 " width=%d stream=%p", gate_up, y, rows, width, stream);
}

int sparsed_quantize_rows(const void *x, int64_t row_stride, void *y, float *factors, int64_t rows, int width,
                          sparsed_stream stream) {
  return record("x=%p/%" PRId64 " y=%p factors=%p rows=%" PRId64 " width=%d stream=%p", x, row_stride, y,
                (void *)factors, rows, width, stream);
}

int sparsed_rms_norm_fp8(const void *x, const void *weight, void *y, float *factors, int64_t rows, int hidden,
                         float eps, sparsed_stream stream) {
  return record("x=%p weight=%p y=%p factors=%p rows=%" PRId64 " hidden=%d eps=%g stream=%p", x, weight, y,
                (void *)factors, rows, hidden, eps, stream);
}

int sparsed_silu_mul_fp8(const void *gate_up, void *y, float *factors, int64_t rows, int width,
                         sparsed_stream stream) {
  return record("gate_up=%p y=%p factors=%p rows=%" PRId64 " width=%d stream=%p", gate_up, y, (void *)factors, rows,
                width, stream);
}

size_t sparsed_propose_workspace(int rows, int vocabulary) {
  record("workspace(%d %d)", rows, vocabulary);
  return 1004;
}

int sparsed_propose(const void *logits, int64_t row_stride, const uint64_t *keys, int rows, int vocabulary,
                    int sampling, double temperature, int confidence, int64_t *tokens, double *confidences,
                    void *workspace, size_t workspace_bytes, sparsed_stream stream) {
  return record("logits=%p/%" PRId64 " keys=%p rows=%d vocabulary=%d sampling=%d temperature=%g confidence=%d "
                "tokens=%p confidences=%p workspace=%p/%zu stream=%p",
                logits, row_stride, (const void *)keys, rows, vocabulary, sampling, temperature, confidence,
                (void *)tokens, (void *)confidences, workspace, workspace_bytes, stream);
}
