"""The transformer in PyTorch: bidirectional, RMSNorm, RoPE, SwiGLU, shared keys and values, tied head.

Everything but attention works on tokens, so the compiled parts see one shape for every row length: [tokens, d].
Weights of one kind are one stacked parameter, in fp32; the arithmetic is bf16.
"""

import torch
import torch.nn.functional as F
from torch import nn


def rms_norm(x, gain, eps):
    y = x.float()
    y = y * torch.rsqrt(y.square().mean(-1, keepdim=True) + eps)
    return y.to(x.dtype) * gain.to(x.dtype)


def rotate(x, cos, sin):
    """Half-split rotation of x [tokens, heads, head_dim] by angles [tokens, 1, head_dim / 2]."""
    a, b = x.float().chunk(2, -1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1).to(x.dtype)


def before_attention(x, gain, q, kv, bias, cos, sin, eps, head_dim):
    """Queries, keys and values [tokens, heads, head_dim]; heads that share keys and values get copies of them."""
    projected = rms_norm(x, gain, eps) @ torch.cat((q, kv.flatten(0, 1))).T
    if bias is not None:
        projected = projected + bias
    width, shared = q.shape[0], kv.shape[1]
    q, k, v = (t.unflatten(-1, (-1, head_dim)) for t in projected.split((width, shared, shared), -1))
    q, k, copies = rotate(q, cos, sin), rotate(k, cos, sin), width // shared
    return q, k.repeat_interleave(copies, 1), v.repeat_interleave(copies, 1)


def after_attention(x, mixed, out, gain, gate_up, down, eps):
    x = x + mixed @ out.T
    gate, up = (rms_norm(x, gain, eps) @ gate_up.flatten(0, 1).T).chunk(2, -1)
    return x + (F.silu(gate) * up) @ down.T


class Transformer(nn.Module):
    """Parameters of one kind are stacked over the layers n; h is heads * head_dim, s is kv_heads * head_dim.

    q [n, h, d], kv [n, 2, s, d], qkv_bias [n, h + 2s], out [n, d, h], gate_up [n, 2, mlp, d], down [n, d, mlp],
    gains [n, d], embedding [vocab, d].
    """

    def __init__(self, shape, vocab):
        super().__init__()
        self.shape, d, n = shape, shape.d_model, shape.layers
        h, s = shape.heads * shape.head_dim, shape.kv_heads * shape.head_dim

        def normal(*size):
            return nn.Parameter(torch.randn(*size) * size[-1] ** -0.5)
        # The residual stream starts as the embeddings alone; the small last gain keeps the tied head's logits small.
        self.embedding = nn.Parameter(torch.randn(vocab, d) * 0.5)
        self.q, self.kv, self.gate_up = normal(n, h, d), normal(n, 2, s, d), normal(n, 2, shape.mlp, d)
        self.qkv_bias = nn.Parameter(torch.zeros(n, h + 2 * s)) if shape.qkv_bias else None
        self.out, self.down = nn.Parameter(torch.zeros(n, d, h)), nn.Parameter(torch.zeros(n, d, shape.mlp))
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

    def layers(self):
        """The weights of each layer in bf16: those before and those after attention."""
        def cast(stacked):
            return [None] * self.shape.layers if stacked is None else stacked.to(torch.bfloat16).unbind(0)
        before = zip(self.attention_gains.unbind(0), cast(self.q), cast(self.kv), cast(self.qkv_bias))
        after = zip(cast(self.out), self.mlp_gains.unbind(0), cast(self.gate_up), cast(self.down))
        return zip(before, after)

    def hidden(self, ids, keys=None):
        """States [rows * length, d] before the final norm.

        With `keys` [rows, length], the positions that exist, nothing compiled is used, so that any size will do.
        """
        rows, length = ids.shape
        s = self.shape
        cos, sin = self.angles(rows, length)
        mask, before, after = None, self.before, self.after
        if keys is not None:
            mask, before, after = keys[:, None, None, :], before_attention, after_attention
        x = F.embedding(ids.flatten(), self.embedding.to(torch.bfloat16))
        for weights_before, weights_after in self.layers():
            q, k, v = (t.view(rows, length, s.heads, s.head_dim).transpose(1, 2)
                       for t in before(x, *weights_before, cos, sin, s.eps, s.head_dim))
            mixed = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)
            mixed = mixed.transpose(1, 2).reshape(rows * length, s.heads * s.head_dim)
            x = after(x, mixed, *weights_after, s.eps)
        return x

    def logits(self, x):
        """Logits [tokens, vocab] in fp32 of states [tokens, d]."""
        x = rms_norm(x, self.final_gain, self.shape.eps)
        return (x @ self.embedding.to(x.dtype).T).float()

    def tensors(self, layer):
        """Views of a layer's weights by name; layer None: of what belongs to no layer."""
        if layer is None:
            return {"embedding": self.embedding, "final_gain": self.final_gain}
        views = {"attention_gain": self.attention_gains, "mlp_gain": self.mlp_gains, "q": self.q, "out": self.out,
                 "k": self.kv[:, 0], "v": self.kv[:, 1], "down": self.down, "gate": self.gate_up[:, 0],
                 "up": self.gate_up[:, 1]}
        if self.qkv_bias is not None:
            sizes = self.q.shape[1], self.kv.shape[2], self.kv.shape[2]
            views |= zip(("q_bias", "k_bias", "v_bias"), self.qkv_bias.split(sizes, -1))
        return {name: stacked[layer] for name, stacked in views.items()}
