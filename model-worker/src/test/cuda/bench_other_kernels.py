"""Times pattern selection and of the memory-bound kernels at LLaDA-8B's shapes."""

import math
from ctypes import c_double, c_float, c_int64, c_size_t

import torch

import common
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
    for rows in (1, 32, 128, 264):
        bench_proposals(kernels, generator, rows)


if __name__ == "__main__":
    main()
