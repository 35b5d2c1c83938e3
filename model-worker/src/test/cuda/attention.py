"""Calls sparsed_block_sparse_attention from Python, and computes the expected result."""

import torch

from common import FLOAT, INT, LONG, SIZE, address, heads, stream, succeed


def attend(kernels, q, k, v, o, block_size, pattern=None, scale=None, lse=None):
    """q, o [heads, query_tokens, d]; k, v [kv_heads, key_tokens, d]; pattern int64 [heads, query_blocks, words]."""
    code = kernels.sparsed_block_sparse_attention(
        heads(q), heads(k), heads(v), heads(o), address(lse), address(pattern),
        LONG(0 if pattern is None else pattern.stride(0)), INT(q.shape[0]), INT(k.shape[0]), INT(q.shape[2]),
        INT(q.shape[1]), INT(k.shape[1]), INT(block_size), FLOAT(q.shape[2] ** -0.5 if scale is None else scale),
        stream(),
    )
    succeed(kernels, code)


def attend_fp8(kernels, q, k, v, o, pattern=None, scale=None):
    """As attend, in fp8: blocks of 128, heads of 128."""
    sizes = (INT(q.shape[0]), INT(k.shape[0]), INT(q.shape[1]), INT(k.shape[1]))
    workspace = torch.empty(kernels.sparsed_fp8_attention_workspace(*sizes), dtype=torch.uint8, device="cuda")
    code = kernels.sparsed_fp8_attention(
        heads(q), heads(k), heads(v), heads(o), address(pattern), LONG(0 if pattern is None else pattern.stride(0)),
        INT(q.shape[0]), INT(k.shape[0]), INT(q.shape[2]), INT(q.shape[1]), INT(k.shape[1]), INT(128),
        FLOAT(q.shape[2] ** -0.5 if scale is None else scale), address(workspace), SIZE(workspace.numel()), stream(),
    )
    succeed(kernels, code)


def reference(q, k, v, block_size, kept, scale):
    """In fp32: the output and the log-sum-exp of each row. kept: bool [heads, query_blocks, key_blocks] or None."""
    group = q.shape[0] // k.shape[0]
    scores = (q.float() @ k.float().repeat_interleave(group, 0).transpose(1, 2)) * scale
    if kept is not None:
        rows = kept.repeat_interleave(block_size, 1)[:, : q.shape[1]]
        scores.masked_fill_(~rows.repeat_interleave(block_size, 2)[:, :, : k.shape[1]], float("-inf"))
    return scores.softmax(-1) @ v.float().repeat_interleave(group, 0), scores.logsumexp(-1)


def random_heads(count, tokens, head_dim, generator, token_major=False):
    """bf16 [count, tokens, head_dim] with NaN behind its end, in either order of the first two dimensions."""
    behind = 160
    if token_major:
        memory = torch.randn(tokens + behind, count, head_dim, device="cuda", generator=generator).bfloat16()
        memory[tokens:] = float("nan")
        return memory[:tokens].transpose(0, 1)
    memory = torch.randn(count, tokens + behind, head_dim, device="cuda", generator=generator).bfloat16()
    memory[:, tokens:] = float("nan")
    return memory[:, :tokens]


def pack_bits(kept):
    """bool [heads, rows, blocks] as the bit matrix [heads, rows, words] of int64."""
    heads, rows, blocks = kept.shape
    words = (blocks + 63) // 64
    padded = torch.zeros(heads, rows, words * 64, dtype=torch.bool, device=kept.device)
    padded[:, :, :blocks] = kept
    bits = torch.ones(64, dtype=torch.int64, device=kept.device) << torch.arange(64, device=kept.device)
    return torch.stack([(padded[:, :, 64 * w : 64 * w + 64] * bits).sum(-1) for w in range(words)], -1).contiguous()


def random_pattern(heads, rows, blocks, share, generator):
    """bool [heads, rows, blocks]: in each row the same number of blocks at random places."""
    count = max(1, min(blocks, round(blocks * share)))
    places = torch.rand(heads, rows, blocks, device="cuda", generator=generator).topk(count, -1).indices
    return torch.zeros(heads, rows, blocks, dtype=torch.bool, device="cuda").scatter_(-1, places, True)


def alike_pattern(heads, rows, blocks, share, generator):
    """As random_pattern, but with much in common among a head's rows, as real patterns have."""
    count = max(1, min(blocks, round(blocks * share)))
    of_row = torch.rand(heads, rows, blocks, device="cuda", generator=generator)
    of_head = torch.rand(heads, 1, blocks, device="cuda", generator=generator)
    places = (0.38 * of_row + 0.62 * of_head).topk(count, -1).indices
    return torch.zeros(heads, rows, blocks, dtype=torch.bool, device="cuda").scatter_(-1, places, True)


def in_common(kept, rows):
    """Of what rows keep, the share that the other half of every `rows` neighbours keeps too."""
    halves = kept.unflatten(1, (-1, 2, rows // 2)).any(3)
    return 2.0 * halves.all(2).sum().item() / halves.sum().item()
