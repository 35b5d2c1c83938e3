"""LLaDA's transformer in PyTorch: bidirectional, RMSNorm, RoPE, SwiGLU, no biases, tied head.

Everything but attention works on tokens, so the compiled parts see one shape for every row length: [tokens, d].
Weights of one kind are one stacked parameter, in fp32; the arithmetic is bf16.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass(frozen=True)
class Shape:
    """Sizes of the model; head_dim is d_model / heads."""
    vocab: int
    d_model: int = 256
    heads: int = 4
    layers: int = 6
    mlp: int = 384
    rope_theta: float = 500_000.0
    eps: float = 1e-5
    max_length: int = 4096

    @property
    def head_dim(self):
        return self.d_model // self.heads


def rms_norm(x, gain, eps):
    y = x.float()
    y = y * torch.rsqrt(y.square().mean(-1, keepdim=True) + eps)
    return y.to(x.dtype) * gain.to(x.dtype)


def rotate(x, cos, sin):
    """Half-split rotation of x [tokens, heads, head_dim] by angles [tokens, 1, head_dim / 2]."""
    a, b = x.float().chunk(2, -1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1).to(x.dtype)


def before_attention(x, gain, qkv, cos, sin, eps, heads):
    q, k, v = (rms_norm(x, gain, eps) @ qkv.flatten(0, 1).T).chunk(3, -1)
    q, k, v = (t.reshape(x.shape[0], heads, -1) for t in (q, k, v))
    return rotate(q, cos, sin), rotate(k, cos, sin), v


def after_attention(x, mixed, out, gain, gate_up, down, eps):
    x = x + mixed @ out.T
    gate, up = (rms_norm(x, gain, eps) @ gate_up.flatten(0, 1).T).chunk(2, -1)
    return x + (F.silu(gate) * up) @ down.T


class Llada(nn.Module):
    """Parameters of one kind are stacked over the layers n.

    qkv [n, 3, d, d], out [n, d, d], gate_up [n, 2, mlp, d], down [n, d, mlp], gains [n, d], embedding [vocab, d].
    """

    def __init__(self, shape):
        super().__init__()
        self.shape, d, n = shape, shape.d_model, shape.layers
        def normal(*size):
            return nn.Parameter(torch.randn(*size) * size[-1] ** -0.5)
        # The residual stream starts as the embeddings alone; the small last gain keeps the tied head's logits small.
        self.embedding = nn.Parameter(torch.randn(shape.vocab, d) * 0.5)
        self.qkv, self.gate_up = normal(n, 3, d, d), normal(n, 2, shape.mlp, d)
        self.out, self.down = nn.Parameter(torch.zeros(n, d, d)), nn.Parameter(torch.zeros(n, d, shape.mlp))
        self.attention_gains = nn.Parameter(torch.ones(n, d))
        self.mlp_gains = nn.Parameter(torch.ones(n, d))
        self.final_gain = nn.Parameter(torch.full((d,), 0.1))
        self.before = torch.compile(before_attention, dynamic=False)
        self.after = torch.compile(after_attention, dynamic=False)
        self._angles = {}

    def angles(self, rows, length):
        """cos and sin [rows * length, 1, head_dim / 2] of every position."""
        if (rows, length) not in self._angles:
            half = self.shape.head_dim // 2
            device = self.embedding.device
            inverse = self.shape.rope_theta ** -(torch.arange(half, device=device, dtype=torch.float32) / half)
            angle = torch.outer(torch.arange(length, device=device, dtype=torch.float32), inverse).repeat(rows, 1)
            self._angles[rows, length] = angle.cos()[:, None], angle.sin()[:, None]
        return self._angles[rows, length]

    def hidden(self, ids, keys=None):
        """States [rows * length, d] before the final norm.

        With `keys` [rows, length], the positions that exist, nothing compiled is used, so that any size will do.
        """
        rows, length = ids.shape
        s, cast = self.shape, torch.bfloat16
        cos, sin = self.angles(rows, length)
        mask, before, after = None, self.before, self.after
        if keys is not None:
            mask, before, after = keys[:, None, None, :], before_attention, after_attention
        weights = [w.to(cast).unbind(0) for w in (self.qkv, self.out, self.gate_up, self.down)]
        gains = self.attention_gains.unbind(0), self.mlp_gains.unbind(0)
        x = F.embedding(ids.flatten(), self.embedding.to(cast))
        for qkv, out, gate_up, down, g1, g2 in zip(*weights, *gains):
            q, k, v = (t.view(rows, length, s.heads, s.head_dim).transpose(1, 2)
                       for t in before(x, g1, qkv, cos, sin, s.eps, s.heads))
            mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
            mixed = mixed.transpose(1, 2).reshape(rows * length, s.d_model)
            x = after(x, mixed, out, g2, gate_up, down, s.eps)
        return x

    def logits(self, x):
        """Logits [tokens, vocab] in fp32 of states [tokens, d]."""
        x = rms_norm(x, self.final_gain, self.shape.eps)
        return (x @ self.embedding.to(x.dtype).T).float()
