"""Checks sparsed_fp8_attention against fp32 on a GPU: shapes, patterns, layouts, numbers of tiles, keys far from zero,
maxima that move from tile to tile, repeatability."""

import itertools

import torch

import common
from attention import attend, attend_fp8, pack_bits, random_heads, random_pattern, reference
from common import UNSUPPORTED, Guarded

LENGTHS = (1, 16, 127, 128, 129, 1000, 4113)
HEAD_DIM = 128
BLOCK = 128
ROW_ERROR = 0.2  # of a row's norm; values and weights are rounded to 2^-4, and some rows attend to few

common.skip_without_gpu()
kernels = common.library()
tally = common.Tally()
generator = torch.Generator("cuda").manual_seed(3)


def error_of(o, expected):
    return ((o.float() - expected).norm(dim=-1) / expected.norm(dim=-1)).max().item()


def compare(name, q, k, v, kept):
    """Runs the kernel on a poisoned output; the errors of the worst row in fp8 and in bf16."""
    bits = None if kept is None else pack_bits(kept)
    out = Guarded(q.shape, torch.bfloat16)
    attend_fp8(kernels, q, k, v, out.tensor, bits)
    expected, _ = reference(q, k, v, BLOCK, kept, HEAD_DIM**-0.5)
    error = error_of(out.tensor, expected)
    tally.check(name, error <= ROW_ERROR, f"row error {error:.2e}")
    tally.check(name, out.intact(), "wrote outside the output")
    again = torch.empty_like(out.tensor)
    attend_fp8(kernels, q, k, v, again, bits)
    tally.check(name, torch.equal(again, out.tensor), "differs when repeated")
    attend(kernels, q, k, v, again, BLOCK, bits)
    return error, error_of(again, expected)


def check_shapes():
    worst = (0.0, 0.0)
    for rows, keys, (count, kv), token_major in itertools.product(
        LENGTHS, LENGTHS, ((2, 2), (4, 1)), (False, True)
    ):
        q = random_heads(count, rows, HEAD_DIM, generator, token_major)
        k, v = (random_heads(kv, keys, HEAD_DIM, generator, token_major) for _ in range(2))
        query_blocks, key_blocks = -(-rows // BLOCK), -(-keys // BLOCK)
        for kind, share in (("all", None), ("one", 1e-9), ("random", 0.3)):
            kept = None if share is None else random_pattern(count, query_blocks, key_blocks, share, generator)
            errors = compare(f"{rows}x{keys} {count}/{kv} {kind} {token_major}", q, k, v, kept)
            worst = tuple(map(max, worst, errors))
    print(f"worst row: fp8 {worst[0]:.2e}, bf16 {worst[1]:.2e}", flush=True)


def check_extremes():
    q, k, v = (random_heads(2, 1000, HEAD_DIM, generator) for _ in range(3))
    offset = 20 * torch.randn(2, 1, HEAD_DIM, device="cuda", generator=generator).bfloat16()
    # Keys with a mean lose bits already in bf16.
    errors = compare("keys far from zero", q, k + offset, v, None)
    print(f"keys far from zero: fp8 {errors[0]:.2e}, bf16 {errors[1]:.2e}", flush=True)
    compare("small values", q, k, v * 1e-4, None)
    out = torch.empty_like(q)
    attend_fp8(kernels, q * 0, k * 0, v * 0, out)
    tally.check("zeros", bool((out == 0).all()))


def check_tiles():
    """Odd and even numbers of tiles, the first one full or not."""
    for tiles, short in itertools.product(range(1, 10), (0, 50, 127)):
        q = random_heads(2, 300, HEAD_DIM, generator)
        k, v = (random_heads(2, BLOCK * tiles - short, HEAD_DIM, generator) for _ in range(2))
        compare(f"{tiles} tiles, {short} short", q, k, v, None)


def check_maxima():
    """Rows whose maximum moves, or does not. Where few keys decide, rounding costs some rows much: the mean error is
    bounded. Output that was not rescaled would be wrong by far more."""
    tokens = 2048
    q, k, v = (random_heads(2, tokens, HEAD_DIM, generator) for _ in range(3))
    direction = torch.randn(2, 1, HEAD_DIM, device="cuda", generator=generator)
    grow = torch.linspace(3, 0, tokens, device="cuda")[None, :, None]  # the walk is from the last key to the first
    jumped = k.clone()
    jumped[:, 40:44] = 8 * direction  # alike, so that they weigh alike whatever their scores are rounded to
    cases = (
        ("growing", q + direction, k + grow * direction, 0.2),
        ("a jump beyond the range of a float", q + 6 * direction, jumped, 0.1),
        ("sharp", 4 * q, 2 * k, 0.2),
        ("flat", q * 1e-3, k, 0.05),
    )
    for name, queries, keys, bound in cases:
        queries, keys = queries.bfloat16(), keys.bfloat16()
        out, again = (torch.full_like(queries, float("nan")) for _ in range(2))
        attend_fp8(kernels, queries, keys, v, out)
        attend_fp8(kernels, queries, keys, v, again)
        expected, _ = reference(queries, keys, v, BLOCK, None, HEAD_DIM**-0.5)
        error = ((out.float() - expected).norm(dim=-1) / expected.norm(dim=-1)).mean().item()
        tally.check(name, error <= bound, f"mean row error {error:.2e}")
        tally.check(name, torch.equal(again, out), "differs when repeated")
        print(f"{name}: mean row error {error:.2e}", flush=True)


def check_refusals():
    q = random_heads(2, 256, 64, generator)
    try:
        attend_fp8(kernels, q, q, q, q)
        tally.check("head of 64", False, "was not refused")
    except RuntimeError as e:
        tally.check("head of 64", f"code {UNSUPPORTED}" in str(e), str(e))


check_shapes()
check_tiles()
check_extremes()
check_maxima()
check_refusals()
tally.finish("fp8 attention")
