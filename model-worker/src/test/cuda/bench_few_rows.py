"""Times attention of few rows to kept keys and values in bf16 and in fp8, and keeping them."""

import torch

import common
import few_rows
from attention import pack_bits, random_heads, random_pattern
from common import heads
from few_rows import HEAD_DIM, Kept

HEADS, ROWS, BLOCK = 32, 32, 128


def main():
    common.skip_without_gpu()
    if torch.cuda.get_device_capability()[0] != 9:
        print("skipped: not a Hopper")
        return
    kernels = common.library()
    generator = torch.Generator("cuda").manual_seed(9)
    for length in (4096, 16384, 65536):
        q, o = (random_heads(HEADS, ROWS, HEAD_DIM, generator, True) for _ in range(2))
        k, v = (random_heads(HEADS, length, HEAD_DIM, generator, True) for _ in range(2))
        new = [random_heads(HEADS, ROWS, HEAD_DIM, generator, True) for _ in range(2)]
        kept = Kept(HEADS, length, k.float().mean(1))
        first = length - ROWS
        print(f"{length} keys: keeping them {common.device_ms(lambda: kept.keep(kernels, k, v)):.3f} ms")
        blocks = -(-length // BLOCK)
        for share in (None, 0.3):
            pattern = None if share is None else pack_bits(random_pattern(HEADS, 1, blocks, share, generator))
            place = (o, length, BLOCK, first, pattern, new)
            in_bf16 = few_rows.sequence(q, heads(k), heads(v), *place)
            in_fp8 = few_rows.sequence(q, kept.keys(), kept.values(), *place, kept.factors())
            times = [common.device_ms(lambda each=each: common.succeed(
                kernels, few_rows.attend(kernels, [each], HEADS, HEADS))) for each in (in_bf16, in_fp8)]
            print(f"{length} keys, share {share}: bf16 {times[0]:.3f} ms, fp8 {times[1]:.3f} ms", flush=True)


if __name__ == "__main__":
    main()
