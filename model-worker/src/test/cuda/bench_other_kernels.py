"""Times pattern selection, the memory-bound kernels and linear layers in fp8 at LLaDA-8B's shapes."""

import itertools
import math
import time
from ctypes import c_double, c_float, c_int64, c_size_t

import torch

import common
from check_fp8_rows import in_fp8
from common import address, heads

HEADS, HEAD_DIM, HIDDEN, MLP, VOCABULARY = 32, 128, 4096, 12288, 126464
GENERATED = 128


def show(name, milliseconds, amount, unit):
    print(f"{name:44} {milliseconds:9.3f} ms {amount / milliseconds / 1e9:9.2f} {unit}", flush=True)


def bench_selection(kernels, generator, tokens, block):
    q, k = (common.bfloat16(generator, tokens, HEADS, HEAD_DIM).transpose(0, 1) for _ in range(2))
    blocks = -(-tokens // block)
    last = -(-(tokens - GENERATED) // block)
    keep, keep_last = int(blocks * 0.3) + 1, int((blocks - last) * 0.3) + 1
    pattern = torch.empty(HEADS, blocks, -(-blocks // 64), device="cuda", dtype=torch.int64)
    size = kernels.sparsed_select_blocks_workspace(HEADS, tokens, block)
    workspace = torch.empty(size, device="cuda", dtype=torch.uint8)

    def launch():
        common.succeed(kernels, kernels.sparsed_select_blocks(
            heads(q), heads(k), address(pattern), HEADS, HEADS, HEAD_DIM, tokens, block,
            c_float(1 / math.sqrt(HEAD_DIM)), last, keep, keep_last, address(workspace),
            c_size_t(size), common.stream()))

    runs = 4 if tokens > 40000 else 8
    name = f"select_blocks {tokens} block {block} ({size / 1e6:.0f} MB)"
    show(name, common.median_ms(launch, runs, 1), 2 * tokens * tokens * HEAD_DIM * HEADS, "TFLOP/s")


def bench_layer(kernels, generator, tokens):
    x, delta, y = (common.bfloat16(generator, tokens, HIDDEN) for _ in range(3))
    weight = common.bfloat16(generator, HIDDEN)
    elements = tokens * HIDDEN * 2 * 1000
    show(f"copy {tokens}", common.median_ms(lambda: y.copy_(x)), 2 * elements, "GB/s")
    show(f"rms_norm {tokens}", common.median_ms(lambda: kernels.sparsed_rms_norm(
        address(x), address(weight), address(y), c_int64(tokens), HIDDEN, c_float(1e-5), common.stream())),
        2 * elements, "GB/s")
    show(f"add_rms_norm {tokens}", common.median_ms(lambda: kernels.sparsed_add_rms_norm(
        address(x), address(delta), address(weight), address(y), c_int64(tokens), HIDDEN, c_float(1e-5),
        common.stream())), 4 * elements, "GB/s")
    table = torch.randn(2, tokens, HEAD_DIM, device="cuda", generator=generator)
    q, k = (t.view(tokens, HEADS, HEAD_DIM).transpose(0, 1) for t in (x, y))
    show(f"rope {tokens}", common.median_ms(lambda: kernels.sparsed_rope(
        heads(q), heads(k), address(table), c_int64(tokens), c_int64(0), HEADS, HEADS, HEAD_DIM, tokens,
        common.stream())), 4 * elements + tokens * HEAD_DIM * 8 * 1000, "GB/s")
    gate_up = common.bfloat16(generator, tokens, 2 * MLP)
    gated = torch.empty(tokens, MLP, device="cuda", dtype=torch.bfloat16)
    show(f"silu_mul {tokens}", common.median_ms(lambda: kernels.sparsed_silu_mul(
        address(gate_up), address(gated), c_int64(tokens), MLP, common.stream())),
        3 * tokens * MLP * 2 * 1000, "GB/s")


def bench_fp8_rows(kernels, generator, rows):
    """What puts the rows of a layer's products into fp8, and the operations of libtorch that do the same."""
    x = common.bfloat16(generator, rows, HIDDEN)
    weight = common.bfloat16(generator, HIDDEN)
    gate_up = common.bfloat16(generator, rows, 2 * MLP)
    matrix = torch.empty(rows, MLP, device="cuda", dtype=torch.float8_e4m3fn)
    factors = torch.empty(rows, device="cuda")
    to = address(matrix), address(factors), c_int64(rows)
    show(f"quantize_rows {rows}", common.device_ms(lambda: kernels.sparsed_quantize_rows(
        address(x), c_int64(HIDDEN), *to, HIDDEN, common.stream())), 3 * rows * HIDDEN * 1000, "GB/s")
    show(f"quantize_rows {rows} by libtorch", common.device_ms(lambda: in_fp8(x)), 3 * rows * HIDDEN * 1000, "GB/s")
    show(f"rms_norm_fp8 {rows}", common.device_ms(lambda: kernels.sparsed_rms_norm_fp8(
        address(x), address(weight), *to, HIDDEN, c_float(1e-5), common.stream())), 3 * rows * HIDDEN * 1000, "GB/s")
    show(f"silu_mul_fp8 {rows}", common.device_ms(lambda: kernels.sparsed_silu_mul_fp8(
        address(gate_up), *to, MLP, common.stream())), 5 * rows * MLP * 1000, "GB/s")


def bench_product(generator, rows, inputs, outputs):
    """A linear layer in bf16 and in fp8: its time on the device, and the host's for the call."""
    x = common.bfloat16(generator, rows, inputs)
    matrix, factors = in_fp8(x)
    residual = torch.zeros(rows, outputs, device="cuda", dtype=torch.bfloat16)
    # So many weights that none is in a cache when its turn comes.
    count = max(2, 400_000_000 // (inputs * outputs))
    weight = common.bfloat16(generator, outputs, inputs)
    in_bf16 = itertools.cycle([weight.clone().t() for _ in range(count)])
    in_fp8_turned = itertools.cycle([tuple(part.t() for part in in_fp8(weight)) for _ in range(count)])

    def multiply(some=rows):
        turned, turned_factors = next(in_fp8_turned)
        return torch._scaled_mm(
            matrix[:some], turned, factors[:some], turned_factors, None, None, torch.bfloat16, True)

    for name, launch in (
        ("bf16", lambda: torch.mm(x, next(in_bf16))), ("bf16, added", lambda: residual.addmm_(x, next(in_bf16))),
        ("fp8", multiply), ("fp8, added", lambda: residual.add_(multiply())),
    ):
        milliseconds = common.device_ms(launch, 2 * count)
        show(f"product {rows} x {inputs} -> {outputs} {name}", milliseconds, 2 * rows * inputs * outputs, "TFLOP/s")
        print(f"{'':44} {host_seconds(launch) * 1e6:9.1f} us of the host a call")
    if rows > 128:
        whole = multiply()
        for some in (128, 256, 1000, 2048):
            if some < rows:
                other = int((multiply(some) != whole[:some]).sum())
                print(f"{'':44} elements of {some} rows that differ among {rows}: {other}", flush=True)


def host_seconds(launch, calls=50):
    """The host's time for a call that does not wait, as long as the device's queue has room."""
    torch.cuda.synchronize()
    begin = time.perf_counter()
    for _ in range(calls):
        launch()
    seconds = (time.perf_counter() - begin) / calls
    torch.cuda.synchronize()
    return seconds


def bench_linear_layers(kernels, generator):
    for rows in (32, 96, 128, 256, 1024, 4096):
        bench_fp8_rows(kernels, generator, rows)
        for inputs, outputs in ((HIDDEN, 3 * HIDDEN), (HIDDEN, HIDDEN), (HIDDEN, 2 * MLP), (MLP, HIDDEN)):
            bench_product(generator, rows, inputs, outputs)


def bench_proposals(kernels, generator, rows):
    logits = common.bfloat16(generator, rows, VOCABULARY)
    keys = torch.arange(rows, device="cuda")
    tokens = torch.empty(rows, device="cuda", dtype=torch.int64)
    confidences = torch.empty(rows, device="cuda", dtype=torch.float64)
    size = kernels.sparsed_propose_workspace(rows, VOCABULARY)
    workspace = torch.empty(size, device="cuda", dtype=torch.uint8)
    for name, sampling, temperature, confidence in (
        ("greedy, probability", 0, 0.0, 1), ("gumbel, probability", 1, 0.7, 1), ("categorical, entropy", 2, 0.7, 3),
    ):
        show(f"propose {rows} rows, {name}", common.median_ms(lambda: kernels.sparsed_propose(
            address(logits), c_int64(VOCABULARY), address(keys), rows, VOCABULARY, sampling,
            c_double(temperature), confidence, address(tokens), address(confidences), address(workspace),
            c_size_t(size), common.stream())), rows * VOCABULARY * 2 * 1000, "GB/s")


def main():
    common.skip_without_gpu()
    kernels = common.library()
    generator = torch.Generator("cuda").manual_seed(3)
    print(torch.cuda.get_device_name())
    for tokens in (4096, 32768, 65536):
        bench_selection(kernels, generator, tokens, 128)
    for block in (64, 32, 16):
        bench_selection(kernels, generator, 32768, block)
    for tokens in (256, 4096, 32768, 65536):
        bench_layer(kernels, generator, tokens)
    if torch.cuda.get_device_capability()[0] == 9:
        bench_linear_layers(kernels, generator)
    for rows in (1, 32, 128, 264):
        bench_proposals(kernels, generator, rows)


if __name__ == "__main__":
    main()
