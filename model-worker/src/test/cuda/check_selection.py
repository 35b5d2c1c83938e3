"""Checks sparsed_select_blocks against softmax weights in float64, on the kernels of both generations."""

import math
import os
from ctypes import c_float, c_size_t

import torch

import common
from common import address, heads

TOLERANCE = 3e-4  # of the importance: closer than this to the k-th place, either choice is right
LENGTHS = [1, 31, 127, 128, 129, 255, 1000, 4113]
BLOCK_SIZES = [128, 64, 32, 16]


class Sums:
    """Softmax weights of q and k [heads, tokens, head_dim], summed over blocks, in float64."""

    def __init__(self, q, k, scale):
        group = q.shape[0] // k.shape[0]
        keys = k.double().repeat_interleave(group, 0)
        self._scores = q.double() @ keys.transpose(1, 2) * scale

    def importance(self, block, first_key):
        """[heads, blocks, blocks - first_key / block] of a softmax over the keys from first_key on."""
        weights = self._scores[..., first_key:].softmax(-1)
        blocks = -(-weights.shape[1] // block)
        columns = -(-weights.shape[2] // block)
        weights = torch.nn.functional.pad(
            weights, (0, columns * block - weights.shape[2], 0, blocks * block - weights.shape[1])
        )
        return weights.view(-1, blocks, block, columns, block).sum((2, 4))


def select(kernels, q, k, block, scale, last, keep, keep_last):
    """The pattern as booleans [heads, blocks, words * 64], and whether nothing else was written."""
    count, tokens, head_dim = q.shape
    blocks = -(-tokens // block)
    words = -(-blocks // 64)
    pattern = common.Guarded((count, blocks, words), torch.int64)
    size = kernels.sparsed_select_blocks_workspace(count, tokens, block)
    workspace = common.Guarded((size,), torch.uint8)
    code = kernels.sparsed_select_blocks(
        heads(q), heads(k), address(pattern.tensor), count, k.shape[0], head_dim, tokens,
        block, c_float(scale), last, keep, keep_last,
        address(workspace.tensor), c_size_t(size), common.stream(),
    )
    common.succeed(kernels, code)
    torch.cuda.synchronize()
    bits = pattern.tensor.unsqueeze(-1) >> torch.arange(64, device="cuda") & 1
    return bits.bool().flatten(2), pattern.intact() and workspace.intact()


def wrong_bits(kept, importance, keep):
    """Bits that are wrong beyond doubt, the share of doubtful ones, and the importance lost, relative to the best."""
    best = importance.sort(-1, descending=True)[0]
    at_k = best[..., keep - 1 : keep]
    beyond = best[..., keep : keep + 1] if keep < importance.shape[-1] else torch.zeros_like(at_k)
    surely_in = importance > beyond * (1 + TOLERANCE)
    surely_out = importance < at_k * (1 - TOLERANCE)
    wrong = (surely_in & ~kept) | (surely_out & kept)
    doubtful = ~(surely_in | surely_out)
    total = best[..., :keep].sum(-1)
    lost = ((total - (importance * kept).sum(-1)) / total).max()
    return int(wrong.sum()), float(doubtful.double().mean()), float(lost)


def keep_counts(blocks, last, select_share):
    def of(n):
        return min(n, max(1, int(n * select_share) + 1))

    return of(blocks), of(blocks - last)


def check_case(tally, kernels, name, q, k, sums, scale, block):
    blocks = -(-q.shape[1] // block)
    importance_of_all = sums.importance(block, 0)
    for last in sorted({0, blocks // 2, blocks - 1}):
        importance = importance_of_all if last == 0 else sums.importance(block, last * block)
        for share in (0.0, 0.3):
            keep, keep_last = keep_counts(blocks, last, share)
            kept, intact = select(kernels, q, k, block, scale, last, keep, keep_last)
            case = f"{name} block {block} last {last} keep {keep} {keep_last}"
            tally.check(case, intact, "wrote where it should not")
            tally.check(case, not kept[..., blocks:].any(), "bits past the last block")
            generation = kept[..., last:blocks]
            tally.check(case, bool((generation.sum(-1) == keep_last).all()), "count of generation blocks")
            wrong, doubtful, lost = wrong_bits(generation, importance, keep_last)
            tally.check(case, wrong == 0 and lost < TOLERANCE, f"generation: {wrong} wrong, {lost:.1e} lost")
            tally.check(case, doubtful < 0.02 or blocks < 64, f"generation: {doubtful:.3f} doubtful")
            if last > 0:
                # Columns from `last` on are cleared: what is chosen there is not seen. It counts as chosen rightly.
                order = importance_of_all.sort(stable=True, dim=-1, descending=True)[1][..., :keep]
                expected = torch.zeros_like(importance_of_all, dtype=torch.bool).scatter_(-1, order, True)
                expected[..., :last] = kept[..., :last]
                wrong, doubtful, _ = wrong_bits(expected, importance_of_all, keep)
                tally.check(case, wrong == 0, f"prompt: {wrong} wrong")
                tally.check(case, doubtful < 0.02 or blocks < 64, f"prompt: {doubtful:.3f} doubtful")


def layouts(generator, count, kv_count, tokens, head_dim):
    """q and k [heads, tokens, head_dim] in three memory layouts, NaN wherever a kernel must not look."""
    nan = float("nan")
    for layout in ("heads first", "tokens first", "fused"):
        if layout == "heads first":
            q = torch.full((count, tokens + 130, head_dim), nan, device="cuda", dtype=torch.bfloat16)[:, :tokens]
            k = torch.full((kv_count, tokens + 130, head_dim), nan, device="cuda", dtype=torch.bfloat16)[:, :tokens]
        elif layout == "tokens first":
            q = torch.full((tokens + 130, count, head_dim), nan, device="cuda", dtype=torch.bfloat16)
            k = torch.full((tokens + 130, kv_count, head_dim), nan, device="cuda", dtype=torch.bfloat16)
            q, k = q.transpose(0, 1)[:, :tokens], k.transpose(0, 1)[:, :tokens]
        else:
            fused = torch.full(
                (tokens + 130, count + kv_count + 1, head_dim), nan, device="cuda", dtype=torch.bfloat16
            )
            fused = fused.transpose(0, 1)[:, :tokens]
            q, k = fused[:count], fused[count : count + kv_count]
        q.copy_(torch.randn(q.shape, device="cuda", generator=generator))
        k.copy_(torch.randn(k.shape, device="cuda", generator=generator))
        # Strong first keys and a strong half of the rows move the maxima from tile to tile.
        k[:, : min(tokens, 40)] *= 3
        q[:, tokens // 2 :] *= 2
        yield layout, q, k


def check_random(tally, kernels, generation):
    generator = torch.Generator("cuda").manual_seed(4)
    for tokens in LENGTHS:
        for head_dim in (128, 64):
            for count, kv_count in ((3, 3), (4, 2)):
                for layout, q, k in layouts(generator, count, kv_count, tokens, head_dim):
                    if tokens != 1000 and layout != "fused":
                        continue
                    scale = 1 / math.sqrt(head_dim)
                    sums = Sums(q, k, scale)
                    for block in BLOCK_SIZES:
                        name = f"sm{generation} {tokens} x {head_dim} heads {count}/{kv_count} {layout}"
                        check_case(tally, kernels, name, q, k, sums, scale, block)


def check_extremes(tally, kernels, generation):
    """Generation keys so weak beside the prompt's that their weights vanish in a common softmax."""
    generator = torch.Generator("cuda").manual_seed(5)
    for block in BLOCK_SIZES:
        q, k = (common.bfloat16(generator, 2, 1000, 128).abs() for _ in range(2))
        k[:, :500] *= 100
        sums = Sums(q, k, 1.0)
        blocks = -(-1000 // block)
        last = -(-500 // block)
        importance = sums.importance(block, last * block)
        kept, _ = select(kernels, q, k, block, 1.0, last, 1, max(1, (blocks - last) // 2))
        wrong, _, lost = wrong_bits(kept[..., last:blocks], importance, max(1, (blocks - last) // 2))
        tally.check(f"sm{generation} weak generation, block {block}", wrong == 0, f"{wrong} wrong, {lost:.1e} lost")


def check_ties(tally, kernels, generation):
    """Equal blocks: the lowest index is kept."""
    generator = torch.Generator("cuda").manual_seed(6)
    for block in BLOCK_SIZES:
        for tokens in (1000, 4113):
            blocks = -(-tokens // block)
            last = blocks // 2 + 1
            keep, keep_last = keep_counts(blocks, last, 0.3)
            name = f"sm{generation} ties {tokens} block {block}"
            k = common.bfloat16(generator, 2, tokens, 128)
            index = torch.arange(blocks, device="cuda")
            expected = (index < min(keep, last)) | ((index >= last) & (index < last + keep_last))
            kept, _ = select(kernels, torch.zeros_like(k), k, block, 0.1, last, keep, keep_last)
            tally.check(name, bool((kept[..., :blocks] == expected).all()), "all equal")

            # Every key block occurs three times, apart from the partial last one.
            copies = k.clone()
            third = blocks // 3
            for copy in range(3):
                to = copies[:, copy * third * block : (copy + 1) * third * block]
                to.copy_(k[:, : to.shape[1]])
            q = common.bfloat16(generator, 2, tokens, 128)
            kept, _ = select(kernels, q, copies, block, 0.1, blocks - 1, keep, 1)
            kept = kept[..., : 3 * third].unflatten(-1, (3, third))[..., : third - 1].byte()
            tally.check(name, not (kept[..., 1:, :] > kept[..., :-1, :]).any(), "a copy without its original")


def check_undefined(tally, kernels, generation):
    """A NaN costs the rows that it reaches their choice, and no others."""
    generator = torch.Generator("cuda").manual_seed(8)
    q, k = (common.bfloat16(generator, 2, 1000, 64) for _ in range(2))
    sums = Sums(q, k, 0.2)
    for block in BLOCK_SIZES:
        blocks = -(-1000 // block)
        last, keep, keep_last = blocks // 2, 2, 3
        importance = sums.importance(block, last * block)
        broken = q.clone()
        broken[1, 500, 7] = float("nan")
        kept, _ = select(kernels, broken, k, block, 0.2, last, keep, keep_last)
        kept = kept[..., :blocks].clone()
        first = torch.zeros(blocks, device="cuda", dtype=torch.bool)
        first[:keep] = first[last : last + keep_last] = True
        name = f"sm{generation} NaN, block {block}"
        tally.check(name, torch.equal(kept[1, 500 // block], first), "the row that it reaches")
        kept[1, 500 // block, last:] = importance[1, 500 // block] >= importance[1, 500 // block].topk(keep_last)[0][-1]
        wrong, _, _ = wrong_bits(kept[..., last:], importance, keep_last)
        tally.check(name, wrong == 0, f"other rows: {wrong} wrong")


def check_repeats(tally, kernels, generation):
    generator = torch.Generator("cuda").manual_seed(7)
    q, k = (common.bfloat16(generator, 8, 4113, 128) for _ in range(2))
    for block in BLOCK_SIZES:
        blocks = -(-4113 // block)
        last = blocks * 2 // 3
        keep, keep_last = keep_counts(blocks, last, 0.3)
        first, _ = select(kernels, q, k, block, 0.09, last, keep, keep_last)
        same = all(
            torch.equal(select(kernels, q, k, block, 0.09, last, keep, keep_last)[0], first) for _ in range(20)
        )
        tally.check(f"sm{generation} block {block}", same, "differs from call to call")


def check_refusals(tally, kernels):
    q = torch.zeros(2, 300, 128, device="cuda", dtype=torch.bfloat16)
    out = torch.zeros(4096, device="cuda", dtype=torch.int64)
    size = kernels.sparsed_select_blocks_workspace(2, 300, 128)
    space = torch.zeros(size, device="cuda", dtype=torch.uint8)

    def code(q=q, count=2, head_dim=128, tokens=300, block=128, scale=0.1, last=1, keep=1, keep_last=1, bytes_=size):
        return kernels.sparsed_select_blocks(
            heads(q), heads(q), address(out), count, 2, head_dim, tokens, block,
            c_float(scale), last, keep, keep_last, address(space), c_size_t(bytes_),
            common.stream(),
        )

    tally.check("right", code() == 0)
    tally.check("head size", code(head_dim=96) == common.UNSUPPORTED)
    tally.check("block size", code(block=100) == common.UNSUPPORTED)
    tally.check("heads", code(count=3) == common.BAD_ARGUMENT)
    tally.check("tokens", code(tokens=0) == common.BAD_ARGUMENT)
    tally.check("scale", code(scale=0.0) == common.BAD_ARGUMENT)
    tally.check("last", code(last=3) == common.BAD_ARGUMENT)
    tally.check("keep none", code(keep=0) == common.BAD_ARGUMENT)
    tally.check("keep too many", code(keep_last=3) == common.BAD_ARGUMENT)
    tally.check("misaligned", code(q=q[:, :, 1:]) == common.BAD_ARGUMENT)
    tally.check("workspace", code(bytes_=size - 1) == common.WORKSPACE)
    torch.cuda.synchronize()


def main():
    common.skip_without_gpu()
    kernels = common.library()
    tally = common.Tally()
    check_refusals(tally, kernels)
    for generation in ("90", "80"):
        os.environ["SPARSED_KERNELS"] = generation
        check_random(tally, kernels, generation)
        check_extremes(tally, kernels, generation)
        check_ties(tally, kernels, generation)
        check_undefined(tally, kernels, generation)
        check_repeats(tally, kernels, generation)
    tally.finish("selection")


if __name__ == "__main__":
    main()
