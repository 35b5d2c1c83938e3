"""Launches block-sparse attention, for compute-sanitizer to watch; see run.sh."""

import itertools
import os

import torch

from attention import pack_bits, random_heads
from check_attention import BLOCKS, compare, generator, pattern_of, tally


def main():
    # 100 heads: more work than multiprocessors, so that thread blocks use their shared memory for one after another.
    shapes = ((4, 65), (100, 300))
    for generation, block, head_dim, (count, tokens) in itertools.product(("90", "80"), BLOCKS, (128, 64), shapes):
        os.environ["SPARSED_KERNELS"] = generation
        q = random_heads(count, tokens, head_dim, generator)
        k, v = (random_heads(count // 2, tokens, head_dim, generator) for _ in range(2))
        blocks = (tokens + block - 1) // block
        for kind in ("ragged", "alike"):
            kept = pattern_of(kind, count, blocks, blocks)
            name = f"sm{generation}, block {block}, d {head_dim}, {tokens} tokens, {kind}"
            compare(name, q, k, v, block, kept, pack_bits(kept), head_dim**-0.5)
    torch.cuda.synchronize()
    tally.finish("sanitize_attention")


if __name__ == "__main__":
    main()
