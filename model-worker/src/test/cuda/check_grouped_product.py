"""Checks sparsed_grouped_product against fp32 on a GPU: shapes, groups, repeatability beside other rows."""

import itertools

import torch

import common
from common import INT, Guarded, address, bfloat16, stream, succeed

BLOCK = 128
ERROR = 6e-3  # of a row's norm: the output is rounded to 2^-9

common.skip_without_gpu()
kernels = common.library()
tally = common.Tally()
generator = torch.Generator("cuda").manual_seed(4)


def product(rows, matrices, output, groups):
    count, columns, depth = matrices.shape
    code = kernels.sparsed_grouped_product(
        address(rows), address(matrices), address(output), address(groups), INT(rows.shape[0] // BLOCK), INT(count),
        INT(columns), INT(depth), stream(),
    )
    succeed(kernels, code)


for blocks, columns, depth, count in itertools.product((1, 3, 20), (8, 256, 1000, 2048), (8, 64, 200, 2048), (1, 5, 64)):
    name = f"{blocks} blocks, {count} of {columns}x{depth}"
    rows = bfloat16(generator, blocks * BLOCK, depth)
    matrices = bfloat16(generator, count, columns, depth) * depth**-0.5
    groups = torch.randint(0, count, (blocks,), dtype=torch.int32, device="cuda", generator=generator)
    groups[-1] = -1 if blocks > 1 else 0
    out = Guarded((blocks * BLOCK, columns), torch.bfloat16)
    product(rows, matrices, out.tensor, groups)
    for i, group in enumerate(groups.tolist()):
        part = slice(i * BLOCK, (i + 1) * BLOCK)
        if group < 0:
            tally.check(name, bool(out.tensor[part].isnan().all()), "wrote a block of no group")
            continue
        expected = rows[part].float() @ matrices[group].float().T
        error = ((out.tensor[part].float() - expected).norm(dim=-1) / expected.norm(dim=-1)).max().item()
        tally.check(name, error <= ERROR, f"row error {error:.2e}")
        alone = torch.empty_like(out.tensor[part])
        product(rows[part].contiguous(), matrices, alone, groups[i : i + 1].contiguous())
        tally.check(name, torch.equal(alone, out.tensor[part]), "differs beside other rows")
    tally.check(name, out.intact(), "wrote outside the output")
tally.finish("grouped product")
