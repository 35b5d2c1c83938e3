"""TFLOP/s of sparsed_block_sparse_attention, of the work really done, beside cuDNN's dense attention.

Random patterns with the same number of blocks in each row; 32 heads x 128; medians. Arguments: canvas lengths.
"""

import sys

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import scaled_dot_product_attention

import common
from attention import attend, pack_bits, random_pattern
from common import median_ms

HEADS = 32
HEAD_DIM = 128
BLOCKS = (128, 64, 32)
SHARES = (0.1, 0.3, 0.5, 1.0)

common.skip_without_gpu()
kernels = common.library()
generator = torch.Generator("cuda").manual_seed(2)
print("canvas".rjust(8), "cuDNN dense".rjust(12), *(f"{b}: {s:.0%}".rjust(10) for b in BLOCKS for s in SHARES))
for tokens in map(int, sys.argv[1:] or ("8192", "16384", "32768", "65536")):
    q, k, v = (common.bfloat16(generator, HEADS, tokens, HEAD_DIM) for _ in range(3))
    o = torch.empty_like(q)
    with sdpa_kernel(SDPBackend.CUDNN_ATTENTION):
        dense = median_ms(lambda: scaled_dot_product_attention(q[None], k[None], v[None]))
    row = [f"{4e-9 * HEADS * HEAD_DIM * tokens**2 / dense:.0f}".rjust(12)]
    for block in BLOCKS:
        for share in SHARES:
            blocks = tokens // block
            kept = random_pattern(HEADS, blocks, blocks, share, generator)
            work = 4 * HEAD_DIM * block**2 * int(kept.sum())
            bits = pack_bits(kept) if share < 1.0 else None
            time = median_ms(lambda: attend(kernels, q, k, v, o, block, bits))
            row.append(f"{work / time * 1e-9:.0f}".rjust(10))
    print(str(tokens).rjust(8), *row, flush=True)
