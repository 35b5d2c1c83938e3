/*
 * The worker's CUDA kernels: plain C, raw device pointers, a stream; no libtorch.
 *
 * Every function returns 0, or a SPARSED_* code below, or a cudaError_t (positive). None allocates, none waits for
 * the device, none keeps a pointer after its work on the stream is done. Tensors are bfloat16 unless said otherwise;
 * their last dimension is contiguous, their addresses and strides are multiples of 16 bytes; strides are counted in
 * elements. Lengths may be any positive number.
 *
 * A pattern is the bit matrix of the wire: per head and query block a row of 64-bit words, key block k at bit k % 64
 * of word k / 64; each row keeps at least one block.
 */
#ifndef SPARSED_KERNELS_H
#define SPARSED_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The caller and the library must agree on this number. */
#define SPARSED_ABI_VERSION 6

#define SPARSED_BAD_ARGUMENT (-1) /* a null, misaligned or inconsistent argument */
#define SPARSED_UNSUPPORTED (-2)  /* no kernel for this head size, block size or GPU */
#define SPARSED_NO_DRIVER (-3)    /* the driver lacks what the kernels need */
#define SPARSED_WORKSPACE (-4)    /* the workspace is too small */

typedef void *sparsed_stream; /* a cudaStream_t */

/* A tensor [heads, tokens, head_dim] seen through its strides, so that [tokens, heads, head_dim] serves as well. */
typedef struct {
  void *data;
  int64_t token_stride;
  int64_t head_stride;
} sparsed_heads;

int sparsed_abi_version(void);

/* Says in English what a code means; static storage. */
const char *sparsed_error(int code);

/*
 * Tells which kernels serve a device: 90 (TMA and wgmma), 80 (mma.sync) or 0 (none). When it is not 90, *reason names
 * what is missing (static storage).
 */
int sparsed_device_kernels(int device, const char **reason);

/*
 * Attention in which each query block attends to the key blocks that the pattern keeps.
 *
 * q, o [heads, query_tokens, head_dim]; k, v [kv_heads, key_tokens, head_dim], heads a multiple of kv_heads;
 * head_dim 64 or 128; block_size 16, 32, 64 or 128. pattern [heads, ceil(query_tokens / block_size), row words], its
 * heads pattern_head_stride words apart, its rows ceil(ceil(key_tokens / block_size) / 64) words; null keeps
 * everything. The first query row stands at a block's beginning. scale > 0 multiplies the scores. lse, unless null:
 * float [heads, query_tokens], the natural logarithm of each row's sum of exponentials of scaled scores.
 */
int sparsed_block_sparse_attention(sparsed_heads q, sparsed_heads k, sparsed_heads v, sparsed_heads o, float *lse,
                                   const uint64_t *pattern, int64_t pattern_head_stride, int heads, int kv_heads,
                                   int head_dim, int query_tokens, int key_tokens, int block_size, float scale,
                                   sparsed_stream stream);

/*
 * The same attention with queries, keys and values in fp8 (e4m3), one factor for each head and tensor, the keys less
 * their mean; sums and softmax in fp32, the weights in e4m3. Hopper, head_dim 128 and, with a pattern, block_size 128
 * alone. The workspace is device memory of at least sparsed_fp8_attention_workspace bytes, aligned to 256: heads *
 * query_tokens * 128 for the queries, and as much for keys and values of kv_heads.
 */
size_t sparsed_fp8_attention_workspace(int heads, int kv_heads, int query_tokens, int key_tokens);
int sparsed_fp8_attention(sparsed_heads q, sparsed_heads k, sparsed_heads v, sparsed_heads o, const uint64_t *pattern,
                          int64_t pattern_head_stride, int heads, int kv_heads, int head_dim, int query_tokens,
                          int key_tokens, int block_size, float scale, void *workspace, size_t workspace_bytes,
                          sparsed_stream stream);

/*
 * Factors of keys and values that are kept in fp8 (e4m3), heads of 128 on Hopper alone: a number is its e4m3 times the
 * factor of its row and head, a power of two. Keys are less a mean, which is never added back: it moves all scores of a
 * query row alike, so the softmax does not change. Rows of e4m3 begin at multiples of 16 bytes.
 */
typedef struct {
  float *keys;            /* [kv_heads, tokens]; null: the keys and values are in bf16 */
  float *values;          /* [kv_heads, tokens] */
  const float *key_means; /* [kv_heads, head_dim], contiguous */
  int64_t head_stride;    /* from a head's factors to the next */
} sparsed_row_factors;

/*
 * Writes keys and values [kv_heads, rows, head_dim] as rows of e4m3, from token first_row of kept_keys and kept_values
 * on, with their factors. A row depends on nothing but itself and the mean. The factor is the least power of two, from
 * 2^-100 to 2^7, by which the row's numbers fit e4m3; what is beyond becomes the largest number. A row with a NaN or an
 * infinity has NaN as its factor.
 */
int sparsed_keep_rows(sparsed_heads keys, sparsed_heads values, sparsed_heads kept_keys, sparsed_heads kept_values,
                      sparsed_row_factors factors, int first_row, int kv_heads, int head_dim, int rows,
                      sparsed_stream stream);

/*
 * Few query rows of a sequence, from one to some hundred, that attend to many keys: as in
 * sparsed_block_sparse_attention, but the first query row stands skipped_rows, below block_size, behind a block's
 * beginning; the first row of the pattern is that of this block. Where new_keys.data is not null, new_keys and
 * new_values [kv_heads, query_tokens, head_dim] replace the keys and values from token first_key on first. With
 * factors, k and v are in e4m3, and new ones, in bf16, are written as by sparsed_keep_rows.
 */
typedef struct {
  sparsed_heads q, k, v, o;
  sparsed_heads new_keys, new_values;
  const uint64_t *pattern;
  int64_t pattern_head_stride;
  sparsed_row_factors factors;
  int skipped_rows;
  int query_tokens;
  int key_tokens;
  int block_size;
  int first_key;
} sparsed_few_rows;

/*
 * Attention of few query rows of some sequences, which do not depend on one another: the keys are split over thread
 * blocks. The workspace is device memory of at least sparsed_few_rows_attention_workspace bytes.
 */
size_t sparsed_few_rows_attention_workspace(const sparsed_few_rows *sequences, int count, int heads, int head_dim);
int sparsed_few_rows_attention(const sparsed_few_rows *sequences, int count, int heads, int kv_heads, int head_dim,
                               float scale, void *workspace, size_t workspace_bytes, sparsed_stream stream);

/*
 * Selects the blocks of a pattern (SparseD, isolated selection): per row of blocks the `keep` most important of all key
 * blocks, of which those from `last` on are cleared, and the `keep_last` most important of the blocks from `last` on
 * by a softmax over these keys alone. Importance is the softmax weight summed over a block; the lowest index wins
 * among equals. pattern [heads, blocks, words] is written whole.
 *
 * q [heads, tokens, head_dim], k [kv_heads, tokens, head_dim]; 0 <= last < blocks = ceil(tokens / block_size);
 * head_dim 64 or 128; block_size 16, 32, 64 or 128; 1 <= keep <= blocks; 1 <= keep_last <= blocks - last. The
 * workspace is device memory of at least sparsed_select_blocks_workspace bytes, which depend on the current device and
 * stay below 300 MB up to 64k tokens. A NaN in q or k costs the rows that it reaches their choice: they keep the first
 * blocks.
 */
size_t sparsed_select_blocks_workspace(int heads, int tokens, int block_size);
int sparsed_select_blocks(sparsed_heads q, sparsed_heads k, uint64_t *pattern, int heads, int kv_heads, int head_dim,
                          int tokens, int block_size, float scale, int last, int keep, int keep_last,
                          void *workspace, size_t workspace_bytes, sparsed_stream stream);

/*
 * y = weight * bf16(x / rms(x)): fp32 inside, the product in bf16 as in the published models. x, y [rows, hidden].
 */
int sparsed_rms_norm(const void *x, const void *weight, void *y, int64_t rows, int hidden, float eps,
                     sparsed_stream stream);

/* x += delta (rounded to bf16), then y = rms_norm(x). All [rows, hidden]. */
int sparsed_add_rms_norm(void *x, const void *delta, const void *weight, void *y, int64_t rows, int hidden, float eps,
                         sparsed_stream stream);

/*
 * Rotates q [heads, tokens, head_dim] and k [kv_heads, tokens, head_dim] by the half-split rotary embedding, in place,
 * fp32 inside. table: float [2, table_length, head_dim], cosines then sines; token t is at position first_position + t.
 * Either of heads and kv_heads may be 0: the other is rotated alone.
 */
int sparsed_rope(sparsed_heads q, sparsed_heads k, const float *table, int64_t table_length, int64_t first_position,
                 int heads, int kv_heads, int head_dim, int tokens, sparsed_stream stream);

/* y = bf16(silu(gate)) * up. gate_up [rows, 2 * width], gates first; y [rows, width]. */
int sparsed_silu_mul(const void *gate_up, void *y, int64_t rows, int width, sparsed_stream stream);

/*
 * Rows in fp8, as a product takes them, on Hopper alone: y [rows, width] in e4m3 and the factor of each row, [rows].
 * The factor is the largest absolute number of the row, at least 1e-12, over 448, rounded to bf16; a number is divided
 * by it, rounded to bf16 and then to e4m3. A row with a NaN has NaN as its factor.
 *
 * sparsed_quantize_rows takes rows row_stride apart; the others are sparsed_rms_norm and sparsed_silu_mul, whose
 * results are rounded to bf16 first.
 */
int sparsed_quantize_rows(const void *x, int64_t row_stride, void *y, float *factors, int64_t rows, int width,
                          sparsed_stream stream);
int sparsed_rms_norm_fp8(const void *x, const void *weight, void *y, float *factors, int64_t rows, int hidden,
                         float eps, sparsed_stream stream);
int sparsed_silu_mul_fp8(const void *gate_up, void *y, float *factors, int64_t rows, int width,
                         sparsed_stream stream);

/* The ways to draw a token from a row of logits, and the kinds of confidence. */
enum { SPARSED_GREEDY = 0, SPARSED_GUMBEL = 1, SPARSED_CATEGORICAL = 2 };
enum { SPARSED_PROBABILITY = 1, SPARSED_MARGIN = 2, SPARSED_NEGATIVE_ENTROPY = 3 };

/*
 * Proposes a token and its confidence for each row of bf16 logits, which are read once (for the entropy twice). The
 * meaning is that of torchscript/proposal.py without nucleus and top-k: GUMBEL draws
 * argmax(x - temperature * log_exponential), and its confidence is that of the plain logits; CATEGORICAL divides by a
 * positive temperature first and draws argmax(x - log_exponential).
 * keys: one 64-bit noise key per row (splitmix64 of key + index; see proposal.py), may be null when temperature is 0.
 * logits [rows, vocabulary], rows row_stride apart; tokens, confidences [rows]. The workspace is device memory. A NaN
 * among the logits, or nothing but -infinity, makes the confidence NaN; the token stays inside the vocabulary.
 */
size_t sparsed_propose_workspace(int rows, int vocabulary);
int sparsed_propose(const void *logits, int64_t row_stride, const uint64_t *keys, int rows, int vocabulary,
                    int sampling, double temperature, int confidence, int64_t *tokens, double *confidences,
                    void *workspace, size_t workspace_bytes, sparsed_stream stream);

#ifdef __cplusplus
}
#endif

#endif
