"""Measures TFLOP/s of sparsed_block_sparse_attention, of the work really done, beside cuDNN's dense attention.

Patterns with the same number of blocks in each row, at random and alike in neighbouring rows; 32 heads x 128; medians.
Arguments: canvas lengths.
"""

import sys

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import scaled_dot_product_attention

import common
from attention import alike_pattern, attend, attend_fp8, in_common, pack_bits, random_pattern
from common import median_ms

HEADS = 32
HEAD_DIM = 128
BLOCKS = (128, 64, 32)
SHARES = (0.1, 0.3)
WARPGROUP_ROWS = 64

common.skip_without_gpu()
kernels = common.library()
generator = torch.Generator("cuda").manual_seed(2)


def report(tokens, what, work, time, neighbours=""):
    print(f"{tokens:8} {what:28} {work / time * 1e-9:6.0f} TFLOP/s {neighbours}", flush=True)


for tokens in map(int, sys.argv[1:] or ("8192", "16384", "32768", "65536")):
    q, k, v = (common.bfloat16(generator, HEADS, tokens, HEAD_DIM) for _ in range(3))
    o = torch.empty_like(q)
    dense = 4 * HEADS * HEAD_DIM * tokens**2
    with sdpa_kernel(SDPBackend.CUDNN_ATTENTION):
        milliseconds = median_ms(lambda: scaled_dot_product_attention(q[None], k[None], v[None]))
        report(tokens, "cuDNN, dense", dense, milliseconds)
    report(tokens, "everything kept", dense, median_ms(lambda: attend(kernels, q, k, v, o, 128)))
    report(tokens, "everything kept, fp8", dense, median_ms(lambda: attend_fp8(kernels, q, k, v, o)))
    for block in BLOCKS:
        for share in SHARES:
            for kind, pattern in (("random", random_pattern), ("alike", alike_pattern)):
                blocks = tokens // block
                kept = pattern(HEADS, blocks, blocks, share, generator)
                work = 4 * HEAD_DIM * block**2 * int(kept.sum())
                bits = pack_bits(kept)
                time = median_ms(lambda: attend(kernels, q, k, v, o, block, bits))
                rows = 2 * WARPGROUP_ROWS // block
                neighbours = f"{in_common(kept, rows):.0%} in common" if rows > 1 else ""
                report(tokens, f"blocks of {block}, {share:.0%} {kind}", work, time, neighbours)
                if block == 128:
                    time = median_ms(lambda: attend_fp8(kernels, q, k, v, o, bits))
                    report(tokens, f"the same in fp8", work, time)
