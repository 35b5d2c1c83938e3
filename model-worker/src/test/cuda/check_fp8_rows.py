"""Checks that rows come in fp8 with the very bits of the portable operations (torchscript/common.py), on Hopper."""

from ctypes import c_float, c_int64

import torch

import common
from common import address

ROWS = (1, 32, 96, 1000)


def in_fp8(x):
    largest = torch.linalg.vector_norm(x, float("inf"), -1, True, dtype=torch.float32)
    factor = largest.clamp(1e-12).div(448.0).to(x.dtype)
    return x.div(factor).to(torch.float8_e4m3fn), factor.float()


class Quantized:
    """What a kernel writes: rows in e4m3, a factor for each."""

    def __init__(self, rows, width):
        self.matrix = common.Guarded((rows, width), torch.float8_e4m3fn)
        self.factors = common.Guarded((rows, 1), torch.float32)

    def addresses(self):
        return address(self.matrix.tensor), address(self.factors.tensor)

    def equals(self, expected):
        matrix, factors = expected
        same = torch.equal(self.matrix.tensor.view(torch.uint8), matrix.view(torch.uint8))
        same_factors = torch.equal(self.factors.tensor.view(torch.int32), factors.view(torch.int32))
        return same and same_factors and self.matrix.intact() and self.factors.intact()


def rms_norm(kernels, x, weight):
    y = torch.empty_like(x)
    common.succeed(kernels, kernels.sparsed_rms_norm(
        address(x), address(weight), address(y), c_int64(len(x)), x.shape[1], c_float(1e-5), common.stream()))
    return y


def silu_mul(kernels, gate_up):
    y = torch.empty(len(gate_up), gate_up.shape[1] // 2, device="cuda", dtype=torch.bfloat16)
    common.succeed(kernels, kernels.sparsed_silu_mul(
        address(gate_up), address(y), c_int64(len(y)), y.shape[1], common.stream()))
    return y


def quantize(kernels, x):
    found = Quantized(*x.shape)
    common.succeed(kernels, kernels.sparsed_quantize_rows(
        address(x), c_int64(x.stride(0)), *found.addresses(), c_int64(len(x)), x.shape[1], common.stream()))
    return found


def check_rows(tally, kernels, generator):
    for width in (8, 64, 1000, 3584, 4096, 12288, 18944, 32744):
        for rows in ROWS:
            sizes = torch.exp(4 * torch.randn(rows, 1, device="cuda", generator=generator))
            x = (common.bfloat16(generator, rows, width + 24) * sizes).bfloat16()
            for name, part in (("whole", x), ("with a stride", x[:, 8 : width + 8])):
                tally.check(f"rows {name} {rows} x {width}", quantize(kernels, part).equals(in_fp8(part)))


def check_odd_numbers(tally, kernels, generator):
    every = torch.arange(1 << 16, device="cuda", dtype=torch.int32).to(torch.int16).view(torch.bfloat16)
    finite = every[every.isfinite()]
    # Every number that is not larger, beside every largest one of an octave.
    for exponent in (-126, -60, -30, 0, 1, 60, 127):
        largest = ((1 + torch.arange(128, device="cuda").view(-1, 1) / 128) * 2.0**exponent).bfloat16()
        for part in finite.split(16320):
            smaller = part.where(part.abs() <= largest, torch.zeros_like(part))
            x = torch.cat([largest.repeat(1, 8), smaller], 1)
            tally.check(f"numbers below 2^{exponent + 1}", quantize(kernels, x).equals(in_fp8(x)))
    zeros = torch.zeros(3, 64, device="cuda", dtype=torch.bfloat16)
    zeros[1, 5] = -0.0
    zeros[2, 5] = 1e-20
    tally.check("zeros", quantize(kernels, zeros).equals(in_fp8(zeros)))
    broken = common.bfloat16(generator, 4, 64)
    broken[0, 3], broken[1, 3], broken[2, 3] = float("nan"), float("inf"), float("-inf")
    found = quantize(kernels, broken)
    matrix, factors = in_fp8(broken)
    same = torch.equal(found.matrix.tensor.float().isnan(), matrix.float().isnan())
    tally.check("NaN and infinities", same and torch.equal(found.factors.tensor.isnan(), factors.isnan()))
    tally.check("the row beside them", torch.equal(
        found.matrix.tensor[3].view(torch.uint8), matrix[3].view(torch.uint8)))


def check_norms(tally, kernels, generator):
    for hidden in (64, 72, 1000, 3584, 4096, 16384):
        for rows in ROWS:
            x = common.bfloat16(generator, rows, hidden) * 3
            weight = common.bfloat16(generator, hidden)
            found = Quantized(rows, hidden)
            common.succeed(kernels, kernels.sparsed_rms_norm_fp8(
                address(x), address(weight), *found.addresses(), c_int64(rows), hidden, c_float(1e-5),
                common.stream()))
            tally.check(f"rms_norm {rows} x {hidden}", found.equals(in_fp8(rms_norm(kernels, x, weight))))


def check_gate(tally, kernels, generator):
    for width in (8, 1000, 12288, 18944):
        for rows in ROWS:
            gate_up = common.bfloat16(generator, rows, 2 * width) * 8
            found = Quantized(rows, width)
            common.succeed(kernels, kernels.sparsed_silu_mul_fp8(
                address(gate_up), *found.addresses(), c_int64(rows), width, common.stream()))
            tally.check(f"silu_mul {rows} x {width}", found.equals(in_fp8(silu_mul(kernels, gate_up))))


def check_refusals(tally, kernels):
    x = torch.zeros(64, 64, device="cuda", dtype=torch.bfloat16)

    def rows(width, stride, at=x):
        return kernels.sparsed_quantize_rows(
            address(at), c_int64(stride), address(x), address(x), c_int64(1), width, common.stream())

    tally.check("odd width", rows(60, 64) == common.BAD_ARGUMENT)
    tally.check("odd stride", rows(64, 65) == common.BAD_ARGUMENT)
    tally.check("huge width", rows(32776, 32776) == common.UNSUPPORTED)
    tally.check("null", rows(64, 64, None) == common.BAD_ARGUMENT)
    tally.check("null factors", kernels.sparsed_rms_norm_fp8(
        address(x), address(x), address(x), None, c_int64(1), 64, c_float(0), common.stream()) == common.BAD_ARGUMENT)


def main():
    common.skip_without_gpu()
    if torch.cuda.get_device_capability()[0] != 9:
        print("skipped: not a Hopper")
        return
    kernels = common.library()
    tally = common.Tally()
    generator = torch.Generator("cuda").manual_seed(6)
    check_refusals(tally, kernels)
    check_rows(tally, kernels, generator)
    check_odd_numbers(tally, kernels, generator)
    check_norms(tally, kernels, generator)
    check_gate(tally, kernels, generator)
    tally.finish("fp8 rows")


if __name__ == "__main__":
    main()
