"""Checks RMSNorm, rotary embedding and gate against the portable graph's operations (torchscript/*.py)."""

from ctypes import c_float, c_int64

import torch

import common
from common import address, heads


def rms_norm(x, weight, eps):
    wide = x.float()
    scale = torch.rsqrt(wide.mul(wide).mean(-1, True).add(eps))
    return weight.mul(wide.mul(scale).to(x.dtype))


def rotate(x, table):
    wide = x.float()
    low, high = wide.chunk(2, -1)
    turned = torch.cat([high.neg(), low], -1)
    return wide.mul(table[0]).add(turned.mul(table[1])).to(x.dtype)


def silu_mul(gate_up):
    gate, up = gate_up.chunk(2, -1)
    return torch.nn.functional.silu(gate).mul(up)


def nearly_equal(actual, expected):
    """Equal up to the last bit or two of bfloat16, and that in few places."""
    a, e = actual.float(), expected.float()
    same_kind = torch.equal(a.isnan(), e.isnan())
    off = (a - e).abs().nan_to_num(0)
    return same_kind and bool((off <= e.abs().nan_to_num(0) * 2**-6).all()) and float((off > 0).float().mean()) < 5e-3


def check_norms(tally, kernels, generator):
    for hidden in (64, 72, 1000, 3584, 4096, 8192, 16384):
        for rows in (1, 7, 3001):
            name = f"{rows} x {hidden}"
            x = common.bfloat16(generator, rows, hidden) * 3
            delta = common.bfloat16(generator, rows, hidden)
            weight = common.bfloat16(generator, hidden)
            y = common.Guarded((rows, hidden), torch.bfloat16)
            common.succeed(kernels, kernels.sparsed_rms_norm(
                address(x), address(weight), address(y.tensor), c_int64(rows), hidden, c_float(1e-5), common.stream()))
            expected = rms_norm(x, weight, 1e-5)
            tally.check(f"rms_norm {name}", nearly_equal(y.tensor, expected) and y.intact())

            y = common.Guarded((rows, hidden), torch.bfloat16)
            total = common.Guarded((rows, hidden), torch.bfloat16)
            total.tensor.copy_(x)
            common.succeed(kernels, kernels.sparsed_add_rms_norm(
                address(total.tensor), address(delta), address(weight), address(y.tensor), c_int64(rows), hidden,
                c_float(1e-6), common.stream()))
            tally.check(f"add_rms_norm sum {name}", torch.equal(total.tensor, x + delta) and total.intact())
            expected = rms_norm(x + delta, weight, 1e-6)
            tally.check(f"add_rms_norm {name}", nearly_equal(y.tensor, expected) and y.intact())

    tiny = common.bfloat16(generator, 2, 64) * 1e-4
    y = common.Guarded((2, 64), torch.bfloat16)
    weight = torch.ones(64, device="cuda", dtype=torch.bfloat16)
    kernels.sparsed_rms_norm(
        address(tiny), address(weight), address(y.tensor), c_int64(2), 64, c_float(1e-5), common.stream())
    tally.check("rms_norm eps", nearly_equal(y.tensor, rms_norm(tiny, weight, 1e-5)))


def check_rope(tally, kernels, generator):
    for head_dim in (16, 64, 128):
        for tokens in (1, 31, 1000):
            for count, kv_count in ((1, 1), (5, 5), (28, 4)):
                for tokens_first in (False, True):
                    table = torch.randn(2, tokens + 9, head_dim, device="cuda", generator=generator)
                    here = table[:, 5 : 5 + tokens]
                    all_heads = count + kv_count
                    shape = (tokens, all_heads, head_dim) if tokens_first else (all_heads, tokens, head_dim)
                    buffer = common.Guarded(shape, torch.bfloat16)
                    buffer.tensor.copy_(torch.randn(shape, device="cuda", generator=generator))
                    both = buffer.tensor.transpose(0, 1) if tokens_first else buffer.tensor
                    expected = rotate(both, here)
                    common.succeed(kernels, kernels.sparsed_rope(
                        heads(both[:count]), heads(both[count:]), address(table), c_int64(tokens + 9), c_int64(5),
                        count, kv_count, head_dim, tokens, common.stream()))
                    name = f"rope {tokens} x {head_dim} heads {count}/{kv_count} tokens first {tokens_first}"
                    tally.check(name, torch.equal(both, expected) and buffer.intact())


def check_gate(tally, kernels, generator):
    for width in (8, 1000, 12288, 18944):
        for rows in (1, 5, 1002):
            gate_up = common.bfloat16(generator, rows, 2 * width) * 8
            gate_up[0, 0] = -100
            gate_up[0, 1] = 100
            y = common.Guarded((rows, width), torch.bfloat16)
            common.succeed(kernels, kernels.sparsed_silu_mul(
                address(gate_up), address(y.tensor), c_int64(rows), width, common.stream()))
            tally.check(f"silu_mul {rows} x {width}", nearly_equal(y.tensor, silu_mul(gate_up)) and y.intact())


def check_refusals(tally, kernels):
    x = torch.zeros(64, 64, device="cuda", dtype=torch.bfloat16)
    table = torch.zeros(2, 64, 64, device="cuda")
    stream = common.stream()

    def norm(hidden, at=x):
        return kernels.sparsed_rms_norm(address(at), address(x), address(x), c_int64(1), hidden, c_float(0), stream)

    def rope(tokens, first):
        view = heads(x.view(1, 64, 64))
        return kernels.sparsed_rope(
            view, view, address(table), c_int64(64), c_int64(first), 1, 1, 64, tokens, stream)

    tally.check("odd hidden", norm(60) == common.BAD_ARGUMENT)
    tally.check("huge hidden", norm(16392) == common.UNSUPPORTED)
    tally.check("null", norm(64, None) == common.BAD_ARGUMENT)
    tally.check("beyond the table", rope(60, 5) == common.BAD_ARGUMENT)
    tally.check("before the table", rope(8, -1) == common.BAD_ARGUMENT)
    tally.check("odd width", kernels.sparsed_silu_mul(
        address(x), address(x), c_int64(1), 12, stream) == common.BAD_ARGUMENT)


def main():
    common.skip_without_gpu()
    kernels = common.library()
    tally = common.Tally()
    generator = torch.Generator("cuda").manual_seed(1)
    check_refusals(tally, kernels)
    check_norms(tally, kernels, generator)
    check_rope(tally, kernels, generator)
    check_gate(tally, kernels, generator)
    tally.finish("layer")


if __name__ == "__main__":
    main()
