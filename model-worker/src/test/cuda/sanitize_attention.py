"""A few small launches of block-sparse attention, for compute-sanitizer to watch; see run.sh."""

import itertools
import os

import torch

from attention import pack_bits, random_heads
from check_attention import BLOCKS, compare, generator, pattern_of, tally


def main():
    for generation, block, head_dim, tokens in itertools.product(("90", "80"), BLOCKS, (128, 64), (65, 300)):
        os.environ["SPARSED_KERNELS"] = generation
        q = random_heads(4, tokens, head_dim, generator)
        k, v = (random_heads(2, tokens, head_dim, generator) for _ in range(2))
        blocks = (tokens + block - 1) // block
        kept = pattern_of("ragged", 4, blocks, blocks)
        name = f"sm{generation}, block {block}, d {head_dim}, {tokens} tokens"
        compare(name, q, k, v, block, kept, pack_bits(kept), head_dim**-0.5)
    torch.cuda.synchronize()
    tally.finish("sanitize_attention")


if __name__ == "__main__":
    main()
