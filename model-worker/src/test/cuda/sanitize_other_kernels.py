"""Launches every kernel except attention, for compute-sanitizer to watch.

    PYTORCH_NO_CUDA_MEMORY_CACHING=1 compute-sanitizer --tool memcheck python3 sanitize_other_kernels.py
"""

import os
from ctypes import c_float, c_int64

import torch

import check_proposals
import check_selection
import common
from common import address, heads


def select(kernels, generator):
    for generation in ("90", "80"):
        os.environ["SPARSED_KERNELS"] = generation
        for head_dim, block in ((128, 128), (128, 32), (64, 64), (64, 16)):
            for _, q, k in check_selection.layouts(generator, 4, 2, 600, head_dim):
                check_selection.select(kernels, q, k, block, 0.1, (600 // block) // 2, 2, 1)


def propose(kernels, generator):
    logits = check_proposals.random_logits(generator, 2, 20003, 2.0)
    keys = torch.arange(2, device="cuda")
    for confidence in (1, 2, 3):
        for sampling in (0, 1, 2):
            check_proposals.propose(kernels, logits, keys, sampling, 0.5, confidence)


def layer(kernels, generator):
    rows, hidden, length = 9, 1000, 64
    x, delta = (common.bfloat16(generator, rows, hidden) for _ in range(2))
    weight = common.bfloat16(generator, hidden)
    y = torch.empty_like(x)
    stream = common.stream()
    kernels.sparsed_rms_norm(
        address(x), address(weight), address(y), c_int64(rows), hidden, c_float(1e-5), stream)
    kernels.sparsed_add_rms_norm(
        address(x), address(delta), address(weight), address(y), c_int64(rows), hidden, c_float(1e-5), stream)
    gated = torch.empty(rows, hidden // 2 // 8 * 8, device="cuda", dtype=torch.bfloat16)
    gate_up = common.bfloat16(generator, rows, 2 * gated.shape[1])
    kernels.sparsed_silu_mul(address(gate_up), address(gated), c_int64(rows), gated.shape[1], stream)
    if torch.cuda.get_device_capability()[0] == 9:
        in_fp8(kernels, x, weight, gate_up)
    q, k = (common.bfloat16(generator, count, 61, 128) for count in (5, 2))
    table = torch.randn(2, length, 128, device="cuda")
    kernels.sparsed_rope(
        heads(q), heads(k), address(table), c_int64(length), c_int64(3), 5, 2, 128, 61, stream)
    torch.cuda.synchronize()


def in_fp8(kernels, x, weight, gate_up):
    rows, hidden = x.shape
    y = torch.empty(rows, hidden, device="cuda", dtype=torch.float8_e4m3fn)
    factors = torch.empty(rows, device="cuda")
    to = address(y), address(factors), c_int64(rows)
    stream = common.stream()
    kernels.sparsed_rms_norm_fp8(address(x), address(weight), *to, hidden, c_float(1e-5), stream)
    kernels.sparsed_quantize_rows(address(x), c_int64(hidden), *to, hidden, stream)
    kernels.sparsed_silu_mul_fp8(address(gate_up), *to, gate_up.shape[1] // 2, stream)


def main():
    common.skip_without_gpu()
    kernels = common.library()
    generator = torch.Generator("cuda").manual_seed(9)
    layer(kernels, generator)
    propose(kernels, generator)
    select(kernels, generator)
    print("sanitize_other_kernels: ran")


if __name__ == "__main__":
    main()
