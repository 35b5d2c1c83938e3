"""Checks keys and values that are kept in fp8: what sparsed_keep_rows writes, bit for bit, and attention of few rows to
it, which equals attention in bf16 to the very same numbers. On Hopper."""

import itertools
import os

import torch

import common
import few_rows
from attention import pack_bits, random_heads, random_pattern
from common import Guarded, Heads, heads
from few_rows import HEAD_DIM, Kept

STORED_ERROR = 1.5e-2  # of a row's norm, to fp32 on what is stored; weights are rounded to 2^-9
BF16_ERROR = 0.1  # to fp32 on what was to be stored; e4m3 rounds to 2^-4
BLOCKS = (128, 64, 32, 16)

common.skip_without_gpu()
kernels = common.library()
tally = common.Tally()
generator = torch.Generator("cuda").manual_seed(8)


def in_fp8(x):
    """x: fp32 [..., 128], finite. The bytes of rows of e4m3, and their factors."""
    largest = x.abs().amax(-1)
    fraction, exponent = torch.frexp(largest)
    power = (exponent - 9 + (fraction > 0.875).int()).clamp(-100, 7)
    power = torch.where(largest == 0, torch.full_like(power, -100), power)
    factors = ((power.int() + 127) << 23).view(torch.float32)
    return (x / factors.unsqueeze(-1)).clamp(-448, 448).to(torch.float8_e4m3fn).view(torch.uint8), factors


def mean_of(k):
    return k.float().mean(1)


def expected_bits(k, v, means):
    """As Kept.bits(), of k, v [kv_heads, rows, 128]."""
    rows, factors = zip(*(in_fp8(x) for x in (k.float() - means.unsqueeze(1), v.float())))
    return (torch.stack(rows).transpose(1, 2), torch.stack(factors).view(torch.int32))


def same(found, expected):
    return all(torch.equal(a, b) for a, b in zip(found, expected))


def check_rows():
    for kv_heads, length, token_major in itertools.product((1, 4, 32), (1, 33, 1000), (False, True)):
        k, v = (random_heads(kv_heads, length, HEAD_DIM, generator, token_major) for _ in range(2))
        sizes = torch.exp(3 * torch.randn(kv_heads, length, 1, device="cuda", generator=generator))
        v.mul_(sizes)
        k.add_(20 * torch.randn(kv_heads, 1, HEAD_DIM, device="cuda", generator=generator).bfloat16())
        kept = Kept(kv_heads, length, mean_of(k))
        kept.keep(kernels, k, v)
        name = f"{kv_heads} heads, {length} rows, token major {token_major}"
        tally.check(name, same(kept.bits(), expected_bits(k, v, kept.means)), "differs from PyTorch's bits")
        tally.check(name, kept.intact(), "wrote outside")
        # Some rows again, with the old mean: the others stay.
        n = min(length, 32)
        first = length - n
        new_k, new_v = (random_heads(kv_heads, n, HEAD_DIM, generator, token_major) for _ in range(2))
        kept.keep(kernels, new_k, new_v, first)
        k, v = k.clone(), v.clone()
        k[:, first:], v[:, first:] = new_k, new_v
        tally.check(name, same(kept.bits(), expected_bits(k, v, kept.means)), "rows written again")


def check_odd_rows():
    zero = torch.zeros(1, HEAD_DIM, device="cuda")
    x = torch.randn(1, 12, HEAD_DIM, device="cuda", generator=generator).bfloat16()
    for row, size in enumerate((0, 1e-38, 1e-30, 1e-20, 1.75, 1.7578125, 448, 450, 57344, 60000, 3e38)):
        x[:, row] = x[:, row] / x[:, row].abs().max() * size
        x[:, row, 7] = size
    kept = Kept(1, 12, zero)
    kept.keep(kernels, x, x)
    tally.check("odd sizes", same(kept.bits(), expected_bits(x, x, zero)), "differs from PyTorch's bits")
    exact = kept.wide()[1].float()
    largest = x.float().abs().amax(-1)
    close = (exact - x.float()).abs() <= x.float().abs() / 16 + largest.unsqueeze(-1) / 2**17
    usual = (largest <= 57344) & (largest > 1e-21)
    tally.check("odd sizes", bool(close.all(-1)[usual].all()), "stored is not close")
    broken = x[:, 4:8].clone()
    broken[0, 0, 3], broken[0, 1, 100], broken[0, 2, 0] = float("nan"), float("inf"), float("-inf")
    kept = Kept(1, 4, zero)
    kept.keep(kernels, broken, broken)
    wide = kept.wide()
    tally.check("NaN and infinities", bool(wide[:, :, :3].isnan().all()), "a broken row is not NaN throughout")
    tally.check("the row beside them", bool(wide[:, :, 3].isfinite().all()))


def reference(q, k, v, kept, block, first):
    """In fp32: attention of query rows from token `first` on; kept: bool [heads, blocks of the rows, key blocks]."""
    group = q.shape[0] // k.shape[0]
    scores = (q.float() @ k.float().repeat_interleave(group, 0).transpose(1, 2)) * HEAD_DIM**-0.5
    if kept is not None:
        skipped = first % block
        rows = kept.repeat_interleave(block, 1)[:, skipped : skipped + q.shape[1]]
        scores.masked_fill_(~rows.repeat_interleave(block, 2)[:, :, : k.shape[1]], float("-inf"))
    return scores.softmax(-1) @ v.float().repeat_interleave(group, 0)


def error_of(o, expected):
    return ((o.float() - expected).norm(dim=-1) / expected.norm(dim=-1)).max().item()


class Case:
    """Query rows of a canvas whose keys and values are kept, and their own keys and values, which replace some."""

    def __init__(self, count, kv_heads, length, rows, block, share, bias=10):
        self.count, self.kv_heads, self.length, self.block = count, kv_heads, length, block
        self.first = min(length - rows, length // 2 + 37)
        self.q = random_heads(count, rows, HEAD_DIM, generator, True)
        self.k, self.v = (random_heads(kv_heads, length, HEAD_DIM, generator, True).clone() for _ in range(2))
        offset = bias * torch.randn(kv_heads, 1, HEAD_DIM, device="cuda", generator=generator).bfloat16()
        self.k += offset
        self.new = [random_heads(kv_heads, rows, HEAD_DIM, generator, True) for _ in range(2)]
        self.new[0] = self.new[0] + offset
        blocks = -(-length // block)
        row_blocks = -(-(self.first % block + rows) // block)
        self.kept_blocks = None if share is None else random_pattern(count, row_blocks, blocks, share, generator)
        self.pattern = None if share is None else pack_bits(self.kept_blocks)
        self.kept = Kept(kv_heads, length, mean_of(self.k))
        self.kept.keep(kernels, self.k, self.v)
        self.out = Guarded(self.q.shape, torch.bfloat16)

    def in_fp8(self):
        return few_rows.sequence(
            self.q, self.kept.keys(), self.kept.values(), self.out.tensor, self.length, self.block, self.first,
            self.pattern, self.new, self.kept.factors())

    def replaced(self):
        """The keys and values as the call sees them, before they are rounded."""
        k, v = self.k.clone(), self.v.clone()
        rows = slice(self.first, self.first + self.q.shape[1])
        k[:, rows], v[:, rows] = self.new
        return k, v

    def reference(self, k, v):
        return reference(self.q, k, v, self.kept_blocks, self.block, self.first)


def compare(name, case):
    """Runs the kernel; the errors of the worst row to what is stored and to what was to be stored."""
    code = few_rows.attend(kernels, [case.in_fp8()], case.count, case.kv_heads)
    common.succeed(kernels, code)
    k, v = case.replaced()
    tally.check(name, same(case.kept.bits(), expected_bits(k, v, case.kept.means)), "kept other bits")
    tally.check(name, case.kept.intact() and case.out.intact(), "wrote outside")
    stored_k, stored_v = (x.contiguous() for x in case.kept.wide())
    stored = error_of(case.out.tensor, case.reference(stored_k, stored_v))
    tally.check(name, stored <= STORED_ERROR, f"row error {stored:.2e} to what is stored")
    plain = error_of(case.out.tensor, case.reference(k.float() - case.kept.means.unsqueeze(1), v))
    tally.check(name, plain <= BF16_ERROR, f"row error {plain:.2e} to bf16")
    in_bf16 = torch.empty_like(case.out.tensor)
    sequence = few_rows.sequence(
        case.q, heads(stored_k), heads(stored_v), in_bf16, case.length, case.block, case.first, case.pattern)
    common.succeed(kernels, few_rows.attend(kernels, [sequence], case.count, case.kv_heads))
    tally.check(name, torch.equal(in_bf16, case.out.tensor), "differs from bf16 with the same numbers")
    return stored, plain


def check_attention():
    worst = (0.0, 0.0)
    for length, rows, block, (count, kv) in itertools.product(
        (1, 65, 130, 1000, 4113, 9000), (1, 33, 200), BLOCKS, ((4, 4), (8, 2))
    ):
        for share in (None, 1e-9, 0.3):
            case = Case(count, kv, length, min(rows, length), block, share)
            name = f"{length} keys, {rows} rows, {count}/{kv} heads, block {block}, share {share}"
            worst = tuple(map(max, worst, compare(name, case)))
    print(f"worst row: to what is stored {worst[0]:.2e}, to bf16 {worst[1]:.2e}", flush=True)


def check_many():
    """Sequences in one call, in fp8 and in bf16, have the bits that they have alone."""
    cases = [Case(4, 2, 300 + 211 * i, 1 + 7 * i % 64, 128 if i < 20 else 64, None if i % 3 else 0.4)
             for i in range(24)]
    together = []  # sequences and their outputs
    for i, case in enumerate(cases):
        together.append((case.in_fp8(), case.out.tensor))
        if i % 5 == 0:
            out = torch.empty_like(case.q)
            together.append((few_rows.sequence(
                case.q, heads(case.k), heads(case.v), out, case.length, case.block, case.first, case.pattern), out))
    common.succeed(kernels, few_rows.attend(kernels, [each for each, _ in together], 4, 2))
    found = [out.clone() for _, out in together]
    kept = [case.kept.bits() for case in cases]
    for i, (each, out) in enumerate(together):
        common.succeed(kernels, few_rows.attend(kernels, [each], 4, 2))
        tally.check(f"many: {i}", torch.equal(found[i], out), "differs alone")
    tally.check("many: kept", all(same(bits, case.kept.bits()) for bits, case in zip(kept, cases)), "differs alone")


def check_refusals():
    x = random_heads(2, 64, HEAD_DIM, generator, True)
    kept = Kept(2, 64, mean_of(x))
    kept.keep(kernels, x, x)
    out = torch.empty_like(x)

    def attend(factors, head_dim=HEAD_DIM):
        sequence = few_rows.sequence(x, kept.keys(), kept.values(), out, 64, 64, 0, factors=factors)
        return few_rows.attend(kernels, [sequence], 2, 2, head_dim)

    def broken(name):
        factors = kept.factors()
        setattr(factors, name, None)
        return factors

    tally.check("served", attend(kept.factors()) == 0)
    tally.check("heads of 64", attend(kept.factors(), 64) == common.UNSUPPORTED)
    for name in ("values", "key_means"):
        tally.check(f"no {name}", attend(broken(name)) == common.BAD_ARGUMENT)
        code = kernels.sparsed_keep_rows(
            heads(x), heads(x), kept.keys(), kept.values(), broken(name), 0, 2, HEAD_DIM, 64, common.stream())
        tally.check(f"no {name}", code == common.BAD_ARGUMENT, "was kept")
    code = kernels.sparsed_keep_rows(
        Heads(), heads(x), kept.keys(), kept.values(), kept.factors(), 0, 2, HEAD_DIM, 64, common.stream())
    tally.check("no keys", code == common.BAD_ARGUMENT)
    os.environ["SPARSED_KERNELS"] = "80"
    tally.check("no Hopper", attend(kept.factors()) == common.UNSUPPORTED)
    del os.environ["SPARSED_KERNELS"]


def main():
    if torch.cuda.get_device_capability()[0] != 9:
        print("skipped: not a Hopper")
        return
    check_refusals()
    check_rows()
    check_odd_rows()
    check_attention()
    check_many()
    tally.finish("kept rows")


if __name__ == "__main__":
    main()
