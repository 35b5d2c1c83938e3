# Part of every piece: what more than one of them needs.


# RMSNorm in fp32; the product with the weight comes after the cast back. x [..., hidden]
def rms_norm(self, x: Tensor, weight: Tensor, eps: float) -> Tensor:
    wide = x.to(6)
    scale = torch.rsqrt(wide.mul(wide).mean([-1], True).add(eps))
    return wide.mul(scale).to(x.dtype).mul_(weight)


# `count` times n rows of [tokens, heads, head_dim], every `stride` rows from `first`, as [count, heads, n, head_dim].
def sequences(self, x: Tensor, first: int, n: int, stride: int, count: int) -> Tensor:
    return x.narrow(0, first, (count - 1) * stride + n).unfold(0, n, stride).transpose(2, 3)


# n rows from `first` of [tokens, heads, head_dim] as [heads, n, head_dim].
def by_head(self, x: Tensor, first: int, n: int) -> Tensor:
    return x.narrow(0, first, n).transpose(0, 1)


