"""Checks sparsed_block_sparse_attention against fp32 on a GPU: shapes, patterns, layouts, extremes, repeatability."""

import itertools
import os

import torch

import common
from attention import alike_pattern, attend, pack_bits, random_heads, random_pattern, reference
from common import FLOAT, INT, LONG, Guarded, heads

LENGTHS = (1, 31, 127, 128, 129, 255, 1000, 4113)
BLOCKS = (128, 64, 32, 16)
PATTERNS = ("none", "full", "one", "random", "alike", "ragged")
ROW_ERROR = 1.5e-2  # of a row's norm; weights are rounded to 2^-9
LSE_ERROR = 2e-3

common.skip_without_gpu()
kernels = common.library()
tally = common.Tally()
generator = torch.Generator("cuda").manual_seed(1)


def pattern_of(kind, count, query_blocks, key_blocks):
    if kind == "none":
        return None
    if kind == "full":
        return torch.ones(count, query_blocks, key_blocks, dtype=torch.bool, device="cuda")
    if kind == "ragged":  # neighbouring rows keep few and many blocks
        shares = torch.rand(count, query_blocks, 1, device="cuda", generator=generator) ** 3
        kept = torch.rand(count, query_blocks, key_blocks, device="cuda", generator=generator) < shares
        return kept | random_pattern(count, query_blocks, key_blocks, 1e-9, generator)
    if kind == "alike":
        return alike_pattern(count, query_blocks, key_blocks, 0.3, generator)
    share = 0.3 if kind == "random" else 1e-9
    return random_pattern(count, query_blocks, key_blocks, share, generator)


def compare(name, q, k, v, block, kept, bits, scale, token_major=False, with_lse=True):
    """Runs the kernel on poisoned outputs; the error of the worst row."""
    count, tokens, head_dim = q.shape
    out = Guarded((tokens, count, head_dim) if token_major else (count, tokens, head_dim), torch.bfloat16)
    o = out.tensor.transpose(0, 1) if token_major else out.tensor
    lse = Guarded((count, tokens), torch.float32) if with_lse else None
    attend(kernels, q, k, v, o, block, bits, scale, lse.tensor if with_lse else None)
    torch.cuda.synchronize()
    expected, expected_lse = reference(q, k, v, block, kept, scale)
    error = ((o.float() - expected).norm(dim=-1) / expected.norm(dim=-1)).max().item()
    tally.check(name, error <= ROW_ERROR, f"row error {error:.2e}")
    tally.check(name, out.intact(), "wrote outside the output")
    if with_lse:
        difference = (lse.tensor - expected_lse).abs().max().item()
        bound = LSE_ERROR * max(1.0, expected_lse.abs().max().item() / 100)
        tally.check(name, difference <= bound, f"log-sum-exp off by {difference:.2e}")
        tally.check(name, lse.intact(), "wrote outside the log-sum-exp")
    return error


def check_shapes():
    worst = 0.0
    cases = itertools.product(LENGTHS, BLOCKS, (128, 64), PATTERNS)
    for index, (tokens, block, head_dim, kind) in enumerate(cases):
        group = (1, 4, 8)[index % 3]
        token_major = index % 2 == 1
        q = random_heads(8, tokens, head_dim, generator, token_major)
        k, v = (random_heads(8 // group, tokens, head_dim, generator, token_major) for _ in range(2))
        blocks = (tokens + block - 1) // block
        kept = pattern_of(kind, 8, blocks, blocks)
        bits = None if kept is None else pack_bits(kept)
        name = f"tokens {tokens}, block {block}, d {head_dim}, pattern {kind}, group {group}"
        worst = max(worst, compare(name, q, k, v, block, kept, bits, head_dim**-0.5, token_major, index % 5 > 0))
    print(f"shapes: largest error of a row {worst:.1e}", flush=True)


def check_query_range():
    """The queries of some blocks only, their rows cut out of a whole pattern."""
    worst = 0.0
    for block, head_dim, (tokens, first, count) in itertools.product(
        BLOCKS, (128, 64), ((1000, 512, 300), (4113, 3968, 145), (777, 128, 1))
    ):
        q = random_heads(4, tokens, head_dim, generator)
        k, v = (random_heads(2, tokens, head_dim, generator) for _ in range(2))
        blocks = (tokens + block - 1) // block
        kept = pattern_of("random", 4, blocks, blocks)
        rows = slice(first // block, first // block + (count + block - 1) // block)
        bits = pack_bits(kept)[:, rows]
        name = f"queries {first}+{count} of {tokens}, block {block}, d {head_dim}"
        part = q[:, first : first + count]
        worst = max(worst, compare(name, part, k, v, block, kept[:, rows], bits, head_dim**-0.5))
    print(f"query ranges: largest error of a row {worst:.1e}", flush=True)


def check_extremes():
    """Scores that grow late in the walk, hugely or slightly, and scales far from the usual; padding bits set."""
    worst = 0.0
    for block, head_dim in itertools.product(BLOCKS, (128, 64)):
        q = random_heads(4, 1000, head_dim, generator)
        k, v = (random_heads(2, 1000, head_dim, generator) for _ in range(2))
        blocks = (1000 + block - 1) // block
        kept = pattern_of("random", 4, blocks, blocks)
        kept[:, :, 0] = True
        bits = pack_bits(kept)
        bits[:, :, -1] |= ~((1 << blocks % 64) - 1) if blocks % 64 else 0
        for scale in (1e-4, 0.5, 4.0):
            name = f"scale {scale}, block {block}, d {head_dim}"
            worst = max(worst, compare(name, q, k, v, block, kept, bits, scale))
        for growth in (3.0, 30.0):
            k[:, :block] *= growth
            name = f"growth {growth}, block {block}, d {head_dim}"
            worst = max(worst, compare(name, q, k, v, block, kept, bits, head_dim**-0.5))
    print(f"extremes: largest error of a row {worst:.1e}", flush=True)


def check_repeats():
    """Fifty runs give the same bits, and leave their inputs alone."""
    for block, head_dim in itertools.product(BLOCKS, (128, 64)):
        q = random_heads(8, 4113, head_dim, generator)
        k, v = (random_heads(4, 4113, head_dim, generator) for _ in range(2))
        blocks = (4113 + block - 1) // block
        bits = pack_bits(pattern_of("ragged", 8, blocks, blocks))
        before = [t.clone() for t in (q, k, v)]
        first = None
        same = True
        for _ in range(50):
            out = Guarded((8, 4113, head_dim), torch.bfloat16)
            attend(kernels, q, k, v, out.tensor, block, bits)
            first = out.tensor if first is None else first
            same = same and torch.equal(first, out.tensor)
        name = f"repeats, block {block}, d {head_dim}"
        tally.check(name, same, "runs differ")
        tally.check(name, all(torch.equal(a, b) for a, b in zip(before, (q, k, v))), "changed its input")


def check_refusals():
    q = random_heads(4, 100, 128, generator)
    o = torch.empty_like(q)

    def code(q=q, count=4, kv_count=4, head_dim=128, tokens=100, block=128, scale=0.1):
        return kernels.sparsed_block_sparse_attention(
            heads(q), heads(q), heads(q), heads(o), None, None, LONG(0), INT(count), INT(kv_count), INT(head_dim),
            INT(tokens), INT(100), INT(block), FLOAT(scale), common.stream(),
        )

    tally.check("right", code() == 0)
    tally.check("head size", code(head_dim=96) == common.UNSUPPORTED)
    tally.check("block size", code(block=100) == common.UNSUPPORTED)
    tally.check("heads", code(kv_count=3) == common.BAD_ARGUMENT)
    tally.check("tokens", code(tokens=0) == common.BAD_ARGUMENT)
    tally.check("scale", code(scale=0.0) == common.BAD_ARGUMENT)
    tally.check("misaligned", code(q=q[:, :, 1:]) == common.BAD_ARGUMENT)
    torch.cuda.synchronize()


def main():
    for generation in ("90", "80"):
        os.environ["SPARSED_KERNELS"] = generation
        print(f"sm{generation} wanted, sm{kernels.sparsed_device_kernels(0, None)} runs", flush=True)
        check_shapes()
        check_query_range()
        check_extremes()
        check_repeats()
    check_refusals()
    tally.finish("attention")


if __name__ == "__main__":
    main()
